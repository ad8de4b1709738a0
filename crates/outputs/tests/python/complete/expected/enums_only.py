"""Enums."""
from enum import Enum
from typing import Optional, TypedDict


class Mood(Enum):
    HAPPY = "happy"
    SAD = "sad"


class BookState(Enum):
    """The state of a book."""

    DRAFT = "draft"
    ON_SALE = "on sale"
    GONE = "gone"


class AppCategories(TypedDict):
    code: str
    label: Optional[str]


class Authors(TypedDict):
    id: int
    name: str
    mood: Mood
    born: Optional[str]


class Books(TypedDict):
    """Books on "sale"."""

    id: int
    author_id: int
    title: str
    state: BookState
    price: Optional[float]
    tags: list[str]
    meta: Optional[dict]
    sold_at: Optional[str]
