"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, Optional

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


# pgplumb: enum:app.odd
class AppOdd(str, Enum):
    SAME = "same"
    NAME = "name"


AppOddLabel = Literal["same", "name"]


# pgplumb: enum:public.nothing
class Nothing(str, Enum):
    pass


NothingLabel = str


# pgplumb: enum:public.odd
class Odd(str, Enum):
    EMPTY = ""
    VALUE_3RD_PARTY = "3rd party"
    IT_S = "it's"
    CLASS = "class"
    OPEN_538B10E9 = "Open"
    OPEN = "open"
    A_B = "a-b"
    A_B_10A3F9F2 = "a b"
    A_PLUS = "A+"
    A_MINUS = "A-"
    MRO = "mro"
    NAÏVE = "naïve"
    名前 = "名前"
    LINE_BREAK = "line\nbreak"


OddLabel = Literal[
    "",
    "3rd party",
    "it's",
    "class",
    "Open",
    "open",
    "a-b",
    "a b",
    "A+",
    "A-",
    "mro",
    "naïve",
    "名前",
    "line\nbreak",
]


# pgplumb: table:app.class
class AppClass(Base):
    """Says \"\"\" and \\ and
    more.
    """

    __tablename__ = "class"
    __table_args__ = {"schema": "app"}

    id: Mapped[int] = mapped_column(sa.Integer(), primary_key=True)
    metadata_: Mapped[Optional[dict[str, Any]]] = mapped_column(
        "metadata",
        postgresql.JSONB(),
        nullable=True,
    )
    model_config: Mapped[Optional[str]] = mapped_column(sa.Text(), nullable=True)
    registry_: Mapped[Optional[str]] = mapped_column(
        "registry",
        sa.Text(),
        nullable=True,
    )
    kind: Mapped[Optional[list[Odd]]] = mapped_column(
        postgresql.ARRAY(sa.Enum(Odd, name="odd", values_callable=enum_labels)),
        nullable=True,
    )
    other: Mapped[Optional[AppOdd]] = mapped_column(
        sa.Enum(AppOdd, name="odd", values_callable=enum_labels, schema="app"),
        nullable=True,
    )


# pgplumb: table:public."2fa"
N2fa = sa.Table("2fa", Base.metadata, sa.Column("code", sa.Text(), nullable=True))


# pgplumb: table:public."Class"
class Class(Base):
    __tablename__ = "Class"

    id: Mapped[int] = mapped_column(sa.Integer(), primary_key=True)


# pgplumb: table:public.class
class Class_9a8b45c4(Base):
    __tablename__ = "class"

    id: Mapped[int] = mapped_column(sa.Integer(), primary_key=True)
    from_: Mapped[str] = mapped_column("from", sa.Text(), nullable=False)
    two_words: Mapped[Optional[str]] = mapped_column(
        "two words",
        sa.Text(),
        nullable=True,
    )
    column_3d: Mapped[bool] = mapped_column(
        "3d",
        sa.Boolean(),
        nullable=False,
        server_default=sa.text("false"),
    )
    private: Mapped[Optional[str]] = mapped_column(
        "__private",
        sa.Text(),
        nullable=True,
    )
    str_: Mapped[Optional[str]] = mapped_column("str", sa.Text(), nullable=True)
    Optional_: Mapped[Optional[int]] = mapped_column(
        "Optional",
        sa.Integer(),
        nullable=True,
    )


# pgplumb: table:public.empty
Empty = sa.Table("empty", Base.metadata)
