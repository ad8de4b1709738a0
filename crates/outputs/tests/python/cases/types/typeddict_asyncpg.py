"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional, TypedDict, Union
from uuid import UUID


# pgplumb: enum:public.mood
class Mood(str, Enum):
    GOOD = "good"
    BAD = "bad"


MoodLabel = Literal["good", "bad"]


# pgplumb: composite_type:public.pair
class Pair(TypedDict):
    a: Optional[int]
    b: Optional[Decimal]


Positive = Decimal


# pgplumb: table:public.every
class Every(TypedDict):
    id: int
    flag: bool
    count: int
    ratio: float
    price: Decimal
    worth: Positive
    name: str
    code: str
    data: bytes
    key: UUID
    day: dt.date
    at: dt.datetime
    local: dt.datetime
    hour: dt.time
    lasts: dt.timedelta
    doc: str
    host: Union[
        ipaddress.IPv4Address,
        ipaddress.IPv6Address,
        ipaddress.IPv4Interface,
        ipaddress.IPv6Interface,
    ]
    net: Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
    spot: Any
    words: str
    bits: Any
    during: Any
    numbers: Any
    own: Any
    mood: MoodLabel
    moods: list[MoodLabel]
    pair: Any
    names: list[str]
    grid: list[int]
    days: Optional[list[dt.date]]


class _EveryInsertRequired(TypedDict):
    id: int
    flag: bool
    count: int
    ratio: float
    price: Decimal
    worth: Positive
    name: str
    code: str
    data: bytes
    key: UUID
    day: dt.date
    at: dt.datetime
    local: dt.datetime
    hour: dt.time
    lasts: dt.timedelta
    doc: str
    host: Union[
        ipaddress.IPv4Address,
        ipaddress.IPv6Address,
        ipaddress.IPv4Interface,
        ipaddress.IPv6Interface,
    ]
    net: Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
    spot: Any
    words: str
    bits: Any
    during: Any
    numbers: Any
    own: Any
    mood: Union[Mood, MoodLabel]
    moods: list[MoodLabel]
    pair: Any
    names: list[str]
    grid: list[int]


class EveryInsert(_EveryInsertRequired, total=False):
    days: Optional[list[dt.date]]


class EveryUpdate(TypedDict, total=False):
    id: int
    flag: bool
    count: int
    ratio: float
    price: Decimal
    worth: Positive
    name: str
    code: str
    data: bytes
    key: UUID
    day: dt.date
    at: dt.datetime
    local: dt.datetime
    hour: dt.time
    lasts: dt.timedelta
    doc: str
    host: Union[
        ipaddress.IPv4Address,
        ipaddress.IPv6Address,
        ipaddress.IPv4Interface,
        ipaddress.IPv6Interface,
    ]
    net: Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
    spot: Any
    words: str
    bits: Any
    during: Any
    numbers: Any
    own: Any
    mood: Union[Mood, MoodLabel]
    moods: list[MoodLabel]
    pair: Any
    names: list[str]
    grid: list[int]
    days: Optional[list[dt.date]]
