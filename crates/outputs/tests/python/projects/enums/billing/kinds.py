import enum
from typing import Literal

try:
    from enum import StrEnum
except ImportError:
    from backports.strenum import StrEnum


class State(StrEnum):
    OPEN = enum.auto()
    PAID = enum.auto()


class Tier(str, enum.Enum):
    FREE = "free"
    PRO = "pro"


class Priority(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Colour(enum.Enum):
    RED = ("r", 1)
    BLUE = ("b", 2)


class Channel(enum.Enum):
    MAIL = "mail"
    SMS = "sms"


class Weekday(enum.IntEnum):
    MON = 1
    TUE = 2


Currency = Literal["eur", "usd"]
