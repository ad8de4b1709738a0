from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class MoodEnum(StrEnum):
    happy = "happy"
    sad = "sad"


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Author(Row):
    id: int
    name: str
    mood: MoodEnum
    born: date | None = None
