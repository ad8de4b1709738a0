from datetime import date
from enum import Enum
from typing import Optional

from sqlmodel import Field, SQLModel


class Mood(str, Enum):
    happy = "happy"
    sad = "sad"


class Author(SQLModel, table=True):
    __tablename__ = "authors"

    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    mood: Mood
    born: Optional[date] = None
