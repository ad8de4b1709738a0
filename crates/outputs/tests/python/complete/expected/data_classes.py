from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MoodType = Literal['happy', 'sad']

BookStateType = Literal['draft', 'on sale', 'gone']


@dataclass(frozen=True)
class AuthorRow:
  '''One author.'''
  id: int
  name: str
  mood: MoodType
  born: datetime.date | None = None


@dataclass(frozen=True)
class AppCategoryRow:
  code: str
  label: str | None = None


@dataclass(frozen=True)
class BookRow:
  """Books on "sale"."""
  id: int
  author_id: int
  title: str
  state: BookStateType
  tags: list[str]
  price: Decimal | None = None
  meta: dict | None = None
  sold_at: datetime.datetime | None = None
