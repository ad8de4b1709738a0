import enum
from typing import Annotated, Literal, Optional

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from . import kinds
from .kinds import Channel, Colour, Currency, Priority, State, Tier, Weekday


def values(cls: type[enum.Enum]) -> list[str]:
    return [member.value for member in cls]


TierColumn = sa.Enum(Tier, name="plan_tier", values_callable=values)
tier = Annotated[Tier, mapped_column(TierColumn)]


class IntValue(sa.types.TypeDecorator):
    impl = sa.SmallInteger
    cache_ok = True

    def __init__(self, cls):
        super().__init__()
        self.cls = cls


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State]
    old_state: Mapped[Optional[kinds.State]] = mapped_column(sa.Enum(State))
    tier: Mapped[tier]
    trial: Mapped[Tier | None] = mapped_column(TierColumn)
    tiers: Mapped[list[Tier]] = mapped_column(ARRAY(TierColumn))
    priority: Mapped[Priority]
    colour: Mapped[Colour]
    channel: Mapped[Channel] = mapped_column(sa.Enum(Channel, native_enum=False, length=20))
    weekday: Mapped[Weekday] = mapped_column(IntValue(Weekday))
    currency: Mapped[Currency]
    side: Mapped[Literal["left", "right"]] = mapped_column(ENUM("left", "right", name="side"))
    mood = mapped_column(sa.Enum("good", "bad", name="mood"), nullable=False)
    flavour: Mapped[str] = mapped_column(sa.Enum("sweet", "sour", native_enum=False))


class Notice(Base):
    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    via: Mapped[Channel] = mapped_column(ENUM(Channel, name="notice_channel"))
