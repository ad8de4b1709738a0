"""Rows."""

from enum import Enum
from typing import Optional, TypedDict


class Mood(str, Enum):
    HAPPY = "happy"
    SAD = "sad"


class BookState(str, Enum):
    """The state of a book."""

    DRAFT = "draft"
    ON_SALE = "on sale"
    GONE = "gone"


class Author(TypedDict):
    id: int
    name: str
    mood: Mood
    born: Optional[str]


class AppCategory(TypedDict):
    code: str
    label: Optional[str]


class Book(TypedDict):
    """Books on "sale"."""

    id: int
    author_id: int
    title: str
    state: BookState
    price: Optional[float]
    tags: list[str]
    meta: Optional[dict]
    sold_at: Optional[str]


def first(authors: list[Author]) -> Author:
    return authors[0]
