from enum import Enum


class State(str, Enum):
    label: str

    def __new__(cls, value, label, *rest):
        self = str.__new__(cls, value)
        self._value_ = value
        self.label = label
        return self

    DRAFT, ACTIVE = ("draft", "Draft"), ("active", "Active")
    ON_HOLD = (
        "on_hold",
        "On hold",
    )
