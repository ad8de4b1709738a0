import enum
from typing import ClassVar


class State(str, enum.Enum):
    """The state of an item.

    Not all names here are members.
    """

    _ignore_ = ["TEMP", "names"]
    TEMP = "temp"
    names = "nothing"

    draft: str = "draft"
    ACTIVE = enum.member("active")
    ON_HOLD = "on" "_hold"  # with a comment

    PAUSED = ON_HOLD
    RUNNING = "active"
    DEFAULT_LIMIT = enum.nonmember(3)
    __slots__ = ()
    __hidden = "hidden"

    LABELS: ClassVar[dict]

    def __str__(self) -> str:
        return self.value

    @property
    def is_open(self):
        return self in (State.draft, State.ACTIVE)

    class Meta:
        verbose = "no member"

    is_late = lambda self: self is State.ON_HOLD
