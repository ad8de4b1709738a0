from __future__ import annotations

import enum
from typing import Any, Optional

import attrs
import msgspec
from pydantic import UUID4, AwareDatetime, BaseModel, EmailStr, Field


class TicketState(str, enum.Enum):
    NEW = "new"
    SOLVED = "solved"


class Ticket(BaseModel):
    id: UUID4
    title: str = Field(max_length=100)
    state: TicketState
    opened: AwareDatetime
    score: Optional[float] = None


class Agent(BaseModel):
    id: int
    email: EmailStr
    tags: list[str]
    profile: Optional[dict[str, Any]]


@attrs.define
class Room:
    id: int
    name: str
    seats: int | None = None


class Desk(msgspec.Struct):
    id: int
    room_id: int
    high: bool
