"""Models."""

from __future__ import annotations

import datetime
import enum
import uuid
from decimal import Decimal
from typing import Any, List, Optional

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, MetaData, Numeric, String, Text, func
from sqlalchemy import Enum as SAEnum
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship


class ProjectStatus(str, enum.Enum):
    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    DONE = "done"


class MemberRole(enum.Enum):
    # Stored by name.
    owner = 1
    member = 2
    guest = 3


class Base(DeclarativeBase):
    metadata = MetaData(schema="public")


class TimestampMixin:
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime(timezone=True), onupdate=func.now())


class AuthorMixin:
    @declared_attr
    def author_id(cls) -> Mapped[Optional[uuid.UUID]]:
        return mapped_column(ForeignKey("public.users.id"))


class AbstractModel(TimestampMixin, Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class User(TimestampMixin, Base):
    __tablename__ = "users"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[str] = mapped_column(String, unique=True, index=True)
    display_name: Mapped[Optional[str]]
    role: Mapped[MemberRole] = mapped_column(SAEnum(MemberRole, name="member_role"))
    last_seen: Mapped[Optional[datetime.datetime]] = mapped_column(DateTime(timezone=True), nullable=True)

    projects: Mapped[List[Project]] = relationship(back_populates="owner")

    @hybrid_property
    def name(self) -> str:
        return self.display_name or self.email


class Project(AbstractModel):
    __tablename__ = "projects"

    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("public.users.id"))
    title: Mapped[str] = mapped_column(String(200))
    status: Mapped[ProjectStatus] = mapped_column(
        SAEnum(ProjectStatus, name="project_status", values_callable=lambda of: [m.value for m in of])
    )
    budget: Mapped[Optional[Decimal]] = mapped_column(Numeric(12, 2))
    tags: Mapped[List[str]] = mapped_column(ARRAY(Text))
    settings: Mapped[Optional[dict[str, Any]]] = mapped_column(JSONB)
    starts_on: Mapped[Optional[datetime.date]]

    owner: Mapped[User] = relationship(back_populates="projects")


class Comment(AuthorMixin, AbstractModel):
    __tablename__ = "comments"

    project_id = Column(BigInteger, ForeignKey("public.projects.id"), nullable=False)
    body = Column("body", Text, nullable=False)
    is_pinned = Column(Boolean, default=False, nullable=False)
