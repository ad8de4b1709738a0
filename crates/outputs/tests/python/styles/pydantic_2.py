"""Requests and responses of the API."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum, auto
from typing import Annotated, Any, Optional
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator


class ProjectStatus(StrEnum):
    DRAFT = auto()
    ACTIVE = auto()
    ON_HOLD = auto()
    DONE = auto()


class MemberRole(StrEnum):
    OWNER = "owner"
    MEMBER = "member"
    GUEST = "guest"


class ApiModel(BaseModel):
    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class TimestampMixin(BaseModel):
    created_at: datetime
    updated_at: Optional[datetime] = None


class UserModel(ApiModel):
    """pgplumb: table:users"""

    id: UUID
    email: Annotated[str, Field(max_length=320)]
    display_name: Optional[str] = Field(default=None, alias="displayName")
    role: MemberRole = MemberRole.MEMBER
    last_seen: Optional[datetime] = Field(None, description="in UTC")
    created_at: datetime
    updated_at: Optional[datetime] = None

    @field_validator("email")
    @classmethod
    def lower(cls, value: str) -> str:
        return value.lower()


class ProjectModel(TimestampMixin, ApiModel):
    id: int
    owner_id: UUID = Field(..., alias="ownerId")
    title: str = Field(min_length=1, max_length=200)
    status: ProjectStatus
    budget: Optional[Decimal] = None
    tags: list[str] = []
    settings: Optional[dict[str, Any]] = None
    starts_on: Optional[date] = None

    @computed_field
    @property
    def label(self) -> str:
        return f"{self.title} ({self.status})"


class CommentModel(TimestampMixin):
    id: int
    project_id: int
    author_id: Optional[UUID]
    body: str
    is_pinned: bool = False
    project: Optional[ProjectModel] = None


class ProjectCreate(BaseModel):
    title: str
    owner_id: UUID
