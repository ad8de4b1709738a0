import datetime as dt
import enum
from typing import Optional

from sqlalchemy import Date, Enum, Identity, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Mood(enum.Enum):
    HAPPY = "happy"
    SAD = "sad"


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    mood: Mapped[Mood] = mapped_column(Enum(Mood, name="mood", values_callable=lambda e: [m.value for m in e]))
    born: Mapped[Optional[dt.date]] = mapped_column(Date)
