"""Plain data, fetched with psycopg."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, unique
from typing import Any, ClassVar
from uuid import UUID, uuid4


@unique
class ProjectStatus(Enum):
    draft = 'draft'
    active = 'active'
    on_hold = 'on_hold'
    done = 'done'

    def __str__(self) -> str:
        return self.value


class MemberRole(str, Enum):
    OWNER = 'owner'
    MEMBER = 'member'
    GUEST = 'guest'

    @property
    def may_write(self) -> bool:
        return self is not MemberRole.GUEST


@dataclass
class Identified:
    id: UUID


@dataclass
class User(Identified):
    """A user account."""

    table: ClassVar[str] = 'users'

    email: str
    role: MemberRole
    created_at: dt.datetime
    display_name: str | None = None
    last_seen: dt.datetime | None = None
    updated_at: dt.datetime | None = None

    @property
    def name(self) -> str:
        return self.display_name or self.email


@dataclass(frozen=True)
class Project:
    id: int
    owner_id: UUID
    title: str
    status: ProjectStatus
    created_at: dt.datetime
    budget: Decimal | None = None
    tags: list[str] = field(default_factory=list)
    settings: dict[str, Any] | None = None
    starts_on: dt.date | None = None
    updated_at: dt.datetime | None = field(default=None, compare=False)


@dataclass
class Comment:
    id: int
    project_id: int
    author_id: UUID | None
    body: str
    is_pinned: bool
    created_at: dt.datetime
    updated_at: dt.datetime | None
