import enum
import uuid
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, List, Optional

import sqlalchemy as sa
from pydantic import EmailStr
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import AutoString, Column, Field, Relationship, SQLModel


class Rank(str, enum.Enum):
    rookie = "Rookie"
    veteran = "Veteran"


def now() -> datetime:
    return datetime.now(timezone.utc)


class TeamBase(SQLModel):
    name: str = Field(index=True, max_length=50)
    city: Optional[str] = None


class HeroTeamLink(SQLModel, table=True):
    team_id: Optional[int] = Field(default=None, foreign_key="team.id", primary_key=True)
    hero_id: Optional[uuid.UUID] = Field(default=None, foreign_key="hero.id", primary_key=True)
    is_captain: bool = False


class Team(TeamBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    founded: date
    heroes: List["Hero"] = Relationship(back_populates="teams", link_model=HeroTeamLink)


class TeamCreate(TeamBase):
    password: str


class TeamRead(TeamBase):
    id: int


class HeroBase(SQLModel):
    name: str
    email: EmailStr = Field(sa_type=AutoString, unique=True)
    rank: Rank = Field(default=Rank.rookie)


class Hero(HeroBase, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    age: int | None = Field(default=None, ge=0)
    wealth: Decimal = Field(default=0, max_digits=10, decimal_places=2)
    power: float = 1.0
    born_at: datetime = Field(default_factory=now, sa_column=Column(sa.DateTime(timezone=True), nullable=False))
    patience: timedelta | None = None
    extra: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB))
    titles: list[str] = Field(sa_column=Column("title_list", sa.ARRAY(sa.String), nullable=False))
    picture: bytes | None = None
    hashed_secret: str = Field(nullable=True)
    teams: List[Team] = Relationship(back_populates="heroes", link_model=HeroTeamLink)


class HeroPublic(HeroBase):
    id: uuid.UUID


class HeroUpdate(SQLModel):
    name: str | None = None


class Message(SQLModel):
    detail: str


class AuditEntry(SQLModel, table=True):
    __tablename__ = "audit_entries"
    __table_args__ = {"schema": "audit"}

    id: int | None = Field(default=None, primary_key=True, sa_type=sa.BigInteger)
    payload: str = Field(sa_type=sa.Text)
    seen: bool = Field(sa_column_kwargs={"server_default": sa.false()})
