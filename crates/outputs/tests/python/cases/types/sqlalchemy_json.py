"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional, TypedDict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What every model is one of."""


class SqlType(sa.types.UserDefinedType[Any]):
    """A type that SQLAlchemy has no name for."""

    cache_ok = True

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def get_col_spec(self, **_kw: Any) -> str:
        return self.sql


def enum_labels(of: type[Enum]) -> list[str]:
    return [str(member.value) for member in of]


# Views are read and never created.
VIEWS = sa.MetaData()


# pgplumb: enum:public.mood
class Mood(str, Enum):
    GOOD = "good"
    BAD = "bad"


MoodLabel = Literal["good", "bad"]


# pgplumb: composite_type:public.pair
class Pair(TypedDict):
    a: Optional[int]
    b: Optional[float]


Positive = Decimal


# pgplumb: table:public.every
class Every(Base):
    __tablename__ = "every"

    id: Mapped[int] = mapped_column(sa.BigInteger(), primary_key=True)
    flag: Mapped[bool] = mapped_column(sa.Boolean(), nullable=False)
    count: Mapped[int] = mapped_column(sa.Integer(), nullable=False)
    ratio: Mapped[float] = mapped_column(sa.Double[float](), nullable=False)
    price: Mapped[Decimal] = mapped_column(sa.Numeric(8, 2), nullable=False)
    worth: Mapped[Positive] = mapped_column(SqlType("public.positive"), nullable=False)
    name: Mapped[str] = mapped_column(sa.String(40), nullable=False)
    code: Mapped[str] = mapped_column(sa.CHAR(2), nullable=False)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary(), nullable=False)
    key: Mapped[UUID] = mapped_column(sa.Uuid(), nullable=False)
    day: Mapped[dt.date] = mapped_column(sa.Date(), nullable=False)
    at: Mapped[dt.datetime] = mapped_column(
        postgresql.TIMESTAMP(timezone=True),
        nullable=False,
    )
    local: Mapped[dt.datetime] = mapped_column(
        postgresql.TIMESTAMP(precision=3),
        nullable=False,
    )
    hour: Mapped[dt.time] = mapped_column(postgresql.TIME(), nullable=False)
    lasts: Mapped[dt.timedelta] = mapped_column(SqlType("interval"), nullable=False)
    doc: Mapped[dict[str, Any]] = mapped_column(postgresql.JSONB(), nullable=False)
    host: Mapped[Any] = mapped_column(postgresql.INET(), nullable=False)
    net: Mapped[Any] = mapped_column(postgresql.CIDR(), nullable=False)
    spot: Mapped[Any] = mapped_column(SqlType("point"), nullable=False)
    words: Mapped[str] = mapped_column(postgresql.TSVECTOR(), nullable=False)
    bits: Mapped[Any] = mapped_column(SqlType("bit(3)"), nullable=False)
    during: Mapped[Any] = mapped_column(postgresql.TSTZRANGE(), nullable=False)
    numbers: Mapped[Any] = mapped_column(SqlType("int4multirange"), nullable=False)
    own: Mapped[Any] = mapped_column(SqlType("public.span"), nullable=False)
    mood: Mapped[Mood] = mapped_column(
        sa.Enum(Mood, name="mood", values_callable=enum_labels),
        nullable=False,
    )
    moods: Mapped[list[Mood]] = mapped_column(
        postgresql.ARRAY(sa.Enum(Mood, name="mood", values_callable=enum_labels)),
        nullable=False,
    )
    pair: Mapped[Any] = mapped_column(SqlType("public.pair"), nullable=False)
    names: Mapped[list[str]] = mapped_column(
        postgresql.ARRAY(sa.Text()),
        nullable=False,
    )
    grid: Mapped[list[int]] = mapped_column(
        postgresql.ARRAY(sa.Integer()),
        nullable=False,
    )
    days: Mapped[Optional[list[dt.date]]] = mapped_column(
        postgresql.ARRAY(sa.Date()),
        nullable=True,
    )
