# -*- coding: utf-8 -*-
"""Rows as Supabase's client returns them.

Keep in sync with the migrations!
"""
from enum import Enum
from typing import Any, Dict, List, Literal, Optional, TypedDict


class ProjectStatus(str, Enum):
    """The status of a project."""

    DRAFT = "draft"
    ACTIVE = "active"  # billed from here on
    ON_HOLD = "on_hold"
    DONE = "done"

    @classmethod
    def open(cls) -> "List[ProjectStatus]":
        return [cls.DRAFT, cls.ACTIVE, cls.ON_HOLD]


MemberRole = Literal["owner", "member", "guest"]


class Timestamps(TypedDict):
    created_at: str
    updated_at: Optional[str]


User = TypedDict(
    "User",
    {
        "id": str,
        "email": str,  # lower case
        "display_name": Optional[str],
        "role": MemberRole,
        "last_seen": Optional[str],
        "created_at": str,
        "updated_at": Optional[str],
    },
)


class Project(Timestamps):
    """A project and its settings."""

    id: int
    owner_id: str
    title: str
    status: ProjectStatus
    budget: Optional[float]   # in euros
    tags: List[str]
    settings: Optional[Dict[str, Any]]
    starts_on: Optional[str]


Comment = TypedDict("Comment", {"id": int, "project_id": int, "author_id": Optional[str], "body": str, 'is_pinned': bool, "created_at": str, "updated_at": Optional[str]})


class ProjectWithOwner(Project):  # pgplumb: this one is a join
    owner: User
