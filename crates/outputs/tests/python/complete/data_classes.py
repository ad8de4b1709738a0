from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

MoodType = Literal['happy', 'sad']


@dataclass(frozen=True)
class AuthorRow:
  '''One author.'''
  id: int
  name: str
  mood: MoodType
  born: datetime.date | None = None
