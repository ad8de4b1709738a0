import datetime
from enum import Enum

import msgspec


class Mood(Enum):
	HAPPY = "happy"
	SAD = "sad"


class Author(msgspec.Struct, frozen=True):
	id: int
	name: str
	mood: Mood
	born: datetime.date | None = None
