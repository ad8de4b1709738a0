"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional, TypedDict
from uuid import UUID

from pydantic import BaseModel, ConfigDict


# pgplumb: enum:public.order_state
class OrderState(str, Enum):
    """How far an order is."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    PAID = "paid"


OrderStateLabel = Literal["open", "on_hold", "paid"]


# pgplumb: composite_type:public.address
class Address(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    street: Optional[str]
    city: Optional[str]


Email = str


# pgplumb: view:billing.open_orders
class BillingOpenOrders(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[int]
    customer_id: Optional[UUID]
    gross: Optional[Decimal]


# pgplumb: table:billing.orders
class BillingOrders(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: int
    customer_id: UUID
    state: OrderState
    tags: list[str]
    net: Decimal
    gross: Optional[Decimal]
    details: Optional[str]


class BillingOrdersInsert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    customer_id: UUID
    state: Optional[OrderState] = None
    tags: Optional[list[str]] = None
    net: Decimal
    details: Optional[str] = None


class BillingOrdersUpdate(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    customer_id: Optional[UUID] = None
    state: Optional[OrderState] = None
    tags: Optional[list[str]] = None
    net: Optional[Decimal] = None
    details: Optional[str] = None


# pgplumb: table:public.customers
class Customers(BaseModel):
    """Who buys."""

    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: UUID
    email: Email
    name: Optional[str]
    """As it stands on letters"""
    home: Any
    created_at: dt.datetime


class CustomersInsert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[UUID] = None
    email: Email
    name: Optional[str] = None
    """As it stands on letters"""
    home: Any = None
    created_at: Optional[dt.datetime] = None


class CustomersUpdate(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[UUID] = None
    email: Optional[Email] = None
    name: Optional[str] = None
    """As it stands on letters"""
    home: Any = None
    created_at: Optional[dt.datetime] = None


class _BillingOrdersOfArgumentsRequired(TypedDict):
    customer: Optional[UUID]


class BillingOrdersOfArguments(_BillingOrdersOfArgumentsRequired, total=False):
    """billing.orders_of(uuid, public.order_state)"""

    wanted: Optional[OrderState]


class BillingOrdersOfRow(BaseModel):
    """billing.orders_of(uuid, public.order_state)"""

    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[int]
    net: Optional[Decimal]


BillingOrdersOfResult = list[BillingOrdersOfRow]


class BillingTotalArguments(TypedDict):
    """billing.total(uuid)"""

    customer: Optional[UUID]


BillingTotalResult = Optional[Decimal]
