import datetime as dt
import enum
from decimal import Decimal
from typing import Optional

from sqlalchemy import Date, DateTime, Enum, ForeignKey, Identity, Integer, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Mood(enum.Enum):
    HAPPY = "happy"
    SAD = "sad"


class BookState(enum.Enum):
    """The state of a book."""

    DRAFT = "draft"
    ON_SALE = "on sale"
    GONE = "gone"


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    mood: Mapped[Mood] = mapped_column(Enum(Mood, name="mood", values_callable=lambda e: [m.value for m in e]))
    born: Mapped[Optional[dt.date]] = mapped_column(Date)


class AppCategory(Base):
    __tablename__ = "categories"
    __table_args__ = {"schema": "app"}

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[Optional[str]] = mapped_column(Text)


class Book(Base):
    """Books on "sale"."""

    __tablename__ = "books"
    __table_args__ = (
        UniqueConstraint("author_id", "title", name="books_author_id_title_key"),
        {"comment": 'Books on "sale".'},
    )

    id: Mapped[int] = mapped_column(Integer, Identity(always=False), primary_key=True)
    author_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("authors.id", ondelete="CASCADE"),
    )
    title: Mapped[str] = mapped_column(String(80))
    state: Mapped[BookState] = mapped_column(
        Enum(
            BookState,
            name="book_state",
            values_callable=lambda members: [member.value for member in members],
        ),
        server_default=text("'draft'::public.book_state"),
    )
    price: Mapped[Optional[Decimal]] = mapped_column(Numeric(8, 2))
    tags: Mapped[list[str]] = mapped_column(
        ARRAY(Text()),
        server_default=text("'{}'::text[]"),
    )
    meta: Mapped[Optional[dict]] = mapped_column(JSONB)
    sold_at: Mapped[Optional[dt.datetime]] = mapped_column(DateTime(timezone=True))
