"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional, TypedDict, Union
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What every model is one of."""


class SqlType(sa.types.UserDefinedType[Any]):
    """A type that SQLAlchemy has no name for."""

    cache_ok = True

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def get_col_spec(self, **_kw: Any) -> str:
        return self.sql


def enum_labels(of: type[Enum]) -> list[str]:
    return [str(member.value) for member in of]


# Views are read and never created.
VIEWS = sa.MetaData()


# pgplumb: enum:public.order_state
class OrderState(str, Enum):
    """How far an order is."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    PAID = "paid"


OrderStateLabel = Literal["open", "on_hold", "paid"]


# pgplumb: composite_type:public.address
class Address(TypedDict):
    street: Optional[str]
    city: Optional[str]


Email = str


# pgplumb: view:billing.open_orders
BillingOpenOrders = sa.Table(
    "open_orders",
    VIEWS,
    sa.Column("id", sa.BigInteger(), nullable=True),
    sa.Column("customer_id", sa.Uuid(), nullable=True),
    sa.Column("gross", sa.Numeric(10, 2), nullable=True),
    schema="billing",
)


# pgplumb: table:billing.orders
class BillingOrders(Base):
    __tablename__ = "orders"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name="orders_customer_id_fkey",
            ondelete="CASCADE",
        ),
        {"schema": "billing"},
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger(),
        sa.Identity(always=True),
        primary_key=True,
    )
    customer_id: Mapped[UUID] = mapped_column(sa.Uuid(), nullable=False)
    state: Mapped[OrderState] = mapped_column(
        sa.Enum(OrderState, name="order_state", values_callable=enum_labels),
        nullable=False,
        server_default=sa.text("'open'::public.order_state"),
    )
    tags: Mapped[list[str]] = mapped_column(
        postgresql.ARRAY(sa.Text()),
        nullable=False,
        server_default=sa.text("'{}'::text[]"),
    )
    net: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), nullable=False)
    gross: Mapped[Optional[Decimal]] = mapped_column(
        sa.Numeric(10, 2),
        sa.Computed(sa.text("(net * 1.2)"), persisted=True),
        nullable=True,
    )
    details: Mapped[Optional[dict[str, Any]]] = mapped_column(
        postgresql.JSONB(),
        nullable=True,
    )


# pgplumb: table:public.customers
class Customers(Base):
    """Who buys."""

    __tablename__ = "customers"

    id: Mapped[UUID] = mapped_column(
        sa.Uuid(),
        primary_key=True,
        server_default=sa.text("gen_random_uuid()"),
    )
    email: Mapped[Email] = mapped_column(SqlType("public.email"), nullable=False)
    name: Mapped[Optional[str]] = mapped_column(sa.Text(), nullable=True)
    """As it stands on letters"""
    home: Mapped[Any] = mapped_column(SqlType("public.address"), nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(
        postgresql.TIMESTAMP(timezone=True),
        nullable=False,
        server_default=sa.text("now()"),
    )


class _BillingOrdersOfArgumentsRequired(TypedDict):
    customer: Optional[str]


class BillingOrdersOfArguments(_BillingOrdersOfArgumentsRequired, total=False):
    """billing.orders_of(uuid, public.order_state)"""

    wanted: Optional[Union[OrderState, OrderStateLabel]]


class BillingOrdersOfRow(TypedDict):
    """billing.orders_of(uuid, public.order_state)"""

    id: Optional[int]
    net: Optional[float]


BillingOrdersOfResult = list[BillingOrdersOfRow]


class BillingTotalArguments(TypedDict):
    """billing.total(uuid)"""

    customer: Optional[str]


BillingTotalResult = Optional[float]
