import enum
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Dict, List, Optional

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, Relationship, SQLModel


class ProjectStatus(str, enum.Enum):
    draft = "draft"
    active = "active"
    on_hold = "on_hold"
    done = "done"


class MemberRole(str, enum.Enum):
    owner = "owner"
    member = "member"
    guest = "guest"


class UserBase(SQLModel):
    email: str = Field(index=True)
    display_name: Optional[str] = None


class User(UserBase, table=True):
    __tablename__ = "users"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    role: MemberRole = MemberRole.member
    last_seen: Optional[datetime] = None
    created_at: datetime = Field(default_factory=datetime.now)
    updated_at: Optional[datetime] = None

    projects: List["Project"] = Relationship(back_populates="owner")


class Project(SQLModel, table=True):
    __tablename__ = "projects"

    id: Optional[int] = Field(default=None, primary_key=True)
    owner_id: uuid.UUID = Field(foreign_key="users.id")
    title: str = Field(max_length=200)
    status: ProjectStatus = ProjectStatus.draft
    budget: Optional[Decimal] = Field(default=None, max_digits=12, decimal_places=2)
    tags: List[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    settings: Optional[Dict[str, Any]] = Field(default=None, sa_column=Column(JSONB))
    starts_on: Optional[date] = None
    created_at: datetime
    updated_at: Optional[datetime] = None

    owner: Optional[User] = Relationship(back_populates="projects")


class Comment(SQLModel, table=True):
    __tablename__ = "comments"

    id: Optional[int] = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="projects.id")
    author_id: Optional[uuid.UUID] = Field(default=None, foreign_key="users.id")
    body: str
    is_pinned: bool = False
    created_at: datetime
    updated_at: Optional[datetime] = None


class CommentCreate(SQLModel):
    body: str
