import datetime
import ipaddress
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy import REAL
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import (
    ARRAY, BIT, BYTEA, CIDR, CITEXT, DOMAIN, DOUBLE_PRECISION, ENUM, HSTORE, INET, INT4RANGE, INTERVAL, JSON, JSONB, MACADDR, MONEY, OID,
    REGCLASS, TIMESTAMP, TSMULTIRANGE, TSTZRANGE, TSVECTOR, UUID, ExcludeConstraint, Range,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy_utils import LtreeType


class Base(DeclarativeBase):
    pass


level_type = ENUM("low", "mid", "high", name="level")
positive = DOMAIN("positive_int", sa.Integer, check="VALUE > 0")


class Host(Base):
    __tablename__ = "host"

    id: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    address: Mapped[ipaddress.IPv4Address] = mapped_column(INET)
    network: Mapped[Any] = mapped_column(CIDR)
    mac: Mapped[str] = mapped_column(MACADDR)
    name: Mapped[str] = mapped_column(CITEXT)
    labels: Mapped[dict[str, str]] = mapped_column(HSTORE)
    path: Mapped[str | None] = mapped_column(LtreeType)
    flags: Mapped[str] = mapped_column(BIT(8))
    cost: Mapped[str] = mapped_column(MONEY)


class Sample(Base):
    __tablename__ = "sample"
    __table_args__ = (ExcludeConstraint(("span", "&&"), using="gist"),)

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    level: Mapped[str] = mapped_column(level_type)
    levels: Mapped[list[str]] = mapped_column(ARRAY(level_type))
    span: Mapped[Range[datetime.datetime]] = mapped_column(TSTZRANGE)
    bounds: Mapped[Range[int] | None] = mapped_column(INT4RANGE())
    gaps = mapped_column(TSMULTIRANGE)
    vector: Mapped[str] = mapped_column(TSVECTOR)
    value: Mapped[float] = mapped_column(DOUBLE_PRECISION)
    small: Mapped[float] = mapped_column(REAL)
    raw: Mapped[bytes] = mapped_column(BYTEA)
    body: Mapped[Any] = mapped_column(JSON)
    more: Mapped[list[dict]] = mapped_column(JSONB)
    at: Mapped[datetime.datetime] = mapped_column(TIMESTAMP(precision=3))
    lasted: Mapped[datetime.timedelta] = mapped_column(INTERVAL(fields="DAY TO SECOND"))
    matrix: Mapped[list[list[int]]] = mapped_column(postgresql.ARRAY(sa.Integer, dimensions=2))
    relation: Mapped[str] = mapped_column(REGCLASS)
    oid: Mapped[int] = mapped_column(OID)
    count: Mapped[int] = mapped_column(positive)
    parent: Mapped[uuid.UUID | None] = mapped_column(sa.UUID)
    total: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"))
    doc: Mapped[dict] = mapped_column(sa.JSON().with_variant(JSONB, "postgresql"))
