"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional
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
    data: str
    key: UUID
    day: dt.date
    at: dt.datetime
    local: dt.datetime
    hour: str
    lasts: str
    doc: Any
    host: str
    net: str
    spot: str
    words: str
    bits: str
    during: str
    numbers: str
    own: str
    mood: Mood
    moods: list[Mood]
    pair: Pair
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
    data: str
    key: UUID
    day: dt.date
    at: dt.datetime
    local: dt.datetime
    hour: str
    lasts: str
    doc: Any
    host: str
    net: str
    spot: str
    words: str
    bits: str
    during: str
    numbers: str
    own: str
    mood: Mood
    moods: list[Mood]
    pair: Pair
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
    data: Optional[str] = None
    key: Optional[UUID] = None
    day: Optional[dt.date] = None
    at: Optional[dt.datetime] = None
    local: Optional[dt.datetime] = None
    hour: Optional[str] = None
    lasts: Optional[str] = None
    doc: Any = None
    host: Optional[str] = None
    net: Optional[str] = None
    spot: Optional[str] = None
    words: Optional[str] = None
    bits: Optional[str] = None
    during: Optional[str] = None
    numbers: Optional[str] = None
    own: Optional[str] = None
    mood: Optional[Mood] = None
    moods: Optional[list[Mood]] = None
    pair: Optional[Pair] = None
    names: Optional[list[str]] = None
    grid: Optional[list[int]] = None
    days: Optional[list[dt.date]] = None
