from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Optional

from sqlalchemy import DateTime, Enum as SaEnum, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


class Mood(str, Enum):
    happy = "happy"
    sad = "sad"


class BookState(str, Enum):
    """The state of a book."""

    draft = "draft"
    on_sale = "on sale"
    gone = "gone"


class Author(SQLModel, table=True):
    __tablename__ = "authors"

    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    mood: Mood
    born: Optional[date] = None


class AppCategory(SQLModel, table=True):
    __tablename__ = "categories"
    __table_args__ = {"schema": "app"}

    code: str = Field(primary_key=True)
    label: Optional[str] = None


class Book(SQLModel, table=True):
    """Books on "sale"."""

    __tablename__ = "books"
    __table_args__ = (
        UniqueConstraint("author_id", "title", name="books_author_id_title_key"),
        {"comment": 'Books on "sale".'},
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="authors.id")
    title: str = Field(max_length=80)
    state: BookState = Field(
        sa_type=SaEnum(
            BookState,
            name="book_state",
            values_callable=lambda members: [member.value for member in members],
        ),
        sa_column_kwargs={"server_default": text("'draft'::public.book_state")},
    )
    price: Optional[Decimal] = Field(default=None, max_digits=8, decimal_places=2)
    tags: list[str] = Field(
        sa_type=ARRAY(Text()),
        sa_column_kwargs={"server_default": text("'{}'::text[]")},
    )
    meta: Optional[dict] = Field(default=None, sa_type=JSONB)
    sold_at: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))
