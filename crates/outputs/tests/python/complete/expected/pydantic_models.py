from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class MoodEnum(StrEnum):
    happy = "happy"
    sad = "sad"


class BookStateEnum(StrEnum):
    """The state of a book."""

    draft = "draft"
    on_sale = "on sale"
    gone = "gone"


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Author(Row):
    id: int
    name: str
    mood: MoodEnum
    born: date | None = None


class AppCategory(Row):
    code: str
    label: str | None = None


class Book(Row):
    """Books on "sale"."""

    id: int
    author_id: int
    title: str
    state: BookStateEnum
    price: Decimal | None = None
    tags: list[str]
    meta: dict | None = None
    sold_at: datetime | None = None
