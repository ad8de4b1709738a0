import sys
from enum import Enum, auto

if sys.version_info >= (3, 11):
    from enum import StrEnum
else:
    from strenum import StrEnum


class Choices(StrEnum):
    @classmethod
    def all(cls):
        return list(cls)


class State(Choices):
    DRAFT = auto()
    ACTIVE = auto()
    ON_HOLD = auto()
