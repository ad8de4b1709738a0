from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, MetaData, Numeric, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {"ix": "ix_%(column_0_label)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}

bigpk = Annotated[int, mapped_column(BigInteger, primary_key=True)]
str80 = Annotated[str, 80]
money = Annotated[decimal.Decimal, mapped_column(Numeric(12, 2), nullable=False)]
stamp = Annotated[datetime.datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]


class Weight:
    def __init__(self, grams: int) -> None:
        self.grams = grams


class Base(AsyncAttrs, DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSONB, str80: String(80), Weight: Numeric}

    def __repr__(self) -> str:
        return type(self).__name__


class TimestampMixin:
    created_at: Mapped[stamp]
    updated_at: Mapped[datetime.datetime | None] = mapped_column(onupdate=func.now())


class UuidMixin:
    @declared_attr
    def public_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(unique=True, server_default=text("gen_random_uuid()"))
