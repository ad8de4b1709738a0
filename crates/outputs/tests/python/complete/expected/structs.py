import datetime
from decimal import Decimal
from enum import Enum

import msgspec


class Mood(Enum):
	HAPPY = "happy"
	SAD = "sad"


class BookState(Enum):
	"""The state of a book."""

	DRAFT = "draft"
	ON_SALE = "on sale"
	GONE = "gone"


class Author(msgspec.Struct, frozen=True):
	id: int
	name: str
	mood: Mood
	born: datetime.date | None = None


class AppCategory(msgspec.Struct, frozen=True):
	code: str
	label: str | None = None


class Book(msgspec.Struct, frozen=True):
	"""Books on "sale"."""

	id: int
	author_id: int
	title: str
	state: BookState
	tags: list[str]
	price: Decimal | None = None
	meta: dict | None = None
	sold_at: datetime.datetime | None = None
