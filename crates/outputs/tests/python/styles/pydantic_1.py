import datetime
import decimal
import enum
import uuid
from typing import Dict, List, Optional, Union

from pydantic.v1 import BaseModel, Field, validator


class ProjectStatus(str, enum.Enum):
    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    DONE = "done"


class MemberRole(str, enum.Enum):
    owner = "owner"
    member = "member"
    guest = "guest"


class Base(BaseModel):
    class Config:
        orm_mode = True
        allow_population_by_field_name = True


class User(Base):
    id: uuid.UUID
    email: str
    display_name: Optional[str]
    role: MemberRole
    last_seen: Optional[datetime.datetime]
    created_at: datetime.datetime
    updated_at: Union[datetime.datetime, None] = None

    @validator("email")
    def lower(cls, value: str) -> str:
        return value.lower()


class Project(Base):
    id: int
    ownerId: uuid.UUID = Field(..., alias="owner_id")
    title: str = Field(..., max_length=200)
    status: ProjectStatus
    budget: Optional[decimal.Decimal]
    tags: List[str] = Field(default_factory=list)
    settings: Optional[Dict[str, object]]
    starts_on: Optional[datetime.date]
    created_at: datetime.datetime
    updated_at: Optional[datetime.datetime]


class Comment(Base):
    id: int
    project_id: int
    author_id: Optional[uuid.UUID]
    body: str
    is_pinned: bool
    created_at: datetime.datetime
    updated_at: Optional[datetime.datetime]
