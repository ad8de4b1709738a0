from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Optional

from sqlalchemy import Column, Date, Enum, Float, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, composite, mapped_column, registry, relationship

reg = registry()


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    pass


@dataclass
class Point:
    x: int
    y: int


class Task(Base):
    __tablename__ = "task"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    title: Mapped[str]
    done: Mapped[bool] = mapped_column(default=False)
    due: Mapped[Optional[datetime.date]] = mapped_column(default=None)
    start: Mapped[Point] = composite(mapped_column("x1"), mapped_column("y1"))
    steps: Mapped[list[Step]] = relationship(default_factory=list)


class Step(Base):
    __tablename__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), init=False)
    text: Mapped[str] = mapped_column(Text)
    effort: Mapped[float] = mapped_column(default=0.0)


@reg.mapped_as_dataclass
class Board:
    __tablename__ = "board"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    colour: Mapped[Optional[str]] = mapped_column(Enum("red", "blue", name="board_colour"), default=None)


@reg.mapped
@dataclass
class Label:
    __tablename__ = "label"
    __sa_dataclass_metadata_key__ = "sa"

    id: int = field(init=False, metadata={"sa": Column(Integer, primary_key=True)})
    text: str = field(default="", metadata={"sa": Column(String(50), nullable=False)})
    since: Optional[datetime.date] = field(default=None, metadata={"sa": Column(Date)})


@reg.mapped
class Vote:
    __table__ = Table(
        "vote",
        reg.metadata,
        Column("board_id", ForeignKey("board.id"), primary_key=True),
        Column("user", Text, primary_key=True),
        Column("weight", Float, nullable=False),
    )
