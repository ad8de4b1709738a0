"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional, Union
from uuid import UUID

from pydantic import BaseModel, ConfigDict


# pgplumb: enum:public.mood
class Mood(str, Enum):
    GOOD = "good"
    BAD = "bad"


MoodLabel = Literal["good", "bad"]


# pgplumb: composite_type:public.pair
class Pair(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    a: Optional[int]
    b: Optional[Decimal]


Positive = Decimal


# pgplumb: table:public.every
class Every(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

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
    mood: Mood
    moods: list[Mood]
    pair: Any
    names: list[str]
    grid: list[int]
    days: Optional[list[dt.date]]


class EveryInsert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

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
    mood: Mood
    moods: list[Mood]
    pair: Any
    names: list[str]
    grid: list[int]
    days: Optional[list[dt.date]] = None


class EveryUpdate(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[int] = None
    flag: Optional[bool] = None
    count: Optional[int] = None
    ratio: Optional[float] = None
    price: Optional[Decimal] = None
    worth: Optional[Positive] = None
    name: Optional[str] = None
    code: Optional[str] = None
    data: Optional[bytes] = None
    key: Optional[UUID] = None
    day: Optional[dt.date] = None
    at: Optional[dt.datetime] = None
    local: Optional[dt.datetime] = None
    hour: Optional[dt.time] = None
    lasts: Optional[dt.timedelta] = None
    doc: Optional[str] = None
    host: Optional[
        Union[
            ipaddress.IPv4Address,
            ipaddress.IPv6Address,
            ipaddress.IPv4Interface,
            ipaddress.IPv6Interface,
        ]
    ] = None
    net: Optional[Union[ipaddress.IPv4Network, ipaddress.IPv6Network]] = None
    spot: Any = None
    words: Optional[str] = None
    bits: Any = None
    during: Any = None
    numbers: Any = None
    own: Any = None
    mood: Optional[Mood] = None
    moods: Optional[list[Mood]] = None
    pair: Any = None
    names: Optional[list[str]] = None
    grid: Optional[list[int]] = None
    days: Optional[list[dt.date]] = None
