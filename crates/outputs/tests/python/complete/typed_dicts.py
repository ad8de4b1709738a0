"""Rows."""

from enum import Enum
from typing import Optional, TypedDict


class Mood(str, Enum):
    HAPPY = "happy"
    SAD = "sad"


class Author(TypedDict):
    id: int
    name: str
    mood: Mood
    born: Optional[str]


def first(authors: list[Author]) -> Author:
    return authors[0]
