"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, Optional


# pgplumb: enum:public.mood
class Mood(str, Enum):
    GOOD = "good"
    BAD = "bad"


MoodLabel = Literal["good", "bad"]


# pgplumb: composite_type:public.pair
@dataclass
class Pair:
    a: Optional[int]
    b: Optional[float]


Positive = float


# pgplumb: table:public.every
@dataclass
class Every:
    id: int
    flag: bool
    count: int
    ratio: float
    price: float
    worth: Positive
    name: str
    code: str
    data: str
    key: str
    day: str
    at: str
    local: str
    hour: str
    lasts: str
    doc: dict[str, Any]
    host: str
    net: str
    spot: str
    words: str
    bits: str
    during: str
    numbers: str
    own: str
    mood: MoodLabel
    moods: list[MoodLabel]
    pair: dict[str, Any]
    names: list[str]
    grid: list[int]
    days: Optional[list[str]]
