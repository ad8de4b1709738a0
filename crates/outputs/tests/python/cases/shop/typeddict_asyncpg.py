"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional, TypedDict, Union
from uuid import UUID


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
class BillingOpenOrders(TypedDict):
    id: Optional[int]
    customer_id: Optional[UUID]
    gross: Optional[Decimal]


# pgplumb: table:billing.orders
class BillingOrders(TypedDict):
    id: int
    customer_id: UUID
    state: OrderStateLabel
    tags: list[str]
    net: Decimal
    gross: Optional[Decimal]
    details: Optional[str]


class _BillingOrdersInsertRequired(TypedDict):
    customer_id: UUID
    net: Decimal


class BillingOrdersInsert(_BillingOrdersInsertRequired, total=False):
    state: Union[OrderState, OrderStateLabel]
    tags: list[str]
    details: Optional[str]


class BillingOrdersUpdate(TypedDict, total=False):
    customer_id: UUID
    state: Union[OrderState, OrderStateLabel]
    tags: list[str]
    net: Decimal
    details: Optional[str]


# pgplumb: table:public.customers
class Customers(TypedDict):
    """Who buys."""

    id: UUID
    email: Email
    name: Optional[str]
    """As it stands on letters"""
    home: Any
    created_at: dt.datetime


class _CustomersInsertRequired(TypedDict):
    email: Email


class CustomersInsert(_CustomersInsertRequired, total=False):
    id: UUID
    name: Optional[str]
    """As it stands on letters"""
    home: Any
    created_at: dt.datetime


class CustomersUpdate(TypedDict, total=False):
    id: UUID
    email: Email
    name: Optional[str]
    """As it stands on letters"""
    home: Any
    created_at: dt.datetime


class _BillingOrdersOfArgumentsRequired(TypedDict):
    customer: Optional[UUID]


class BillingOrdersOfArguments(_BillingOrdersOfArgumentsRequired, total=False):
    """billing.orders_of(uuid, public.order_state)"""

    wanted: Optional[Union[OrderState, OrderStateLabel]]


class BillingOrdersOfRow(TypedDict):
    """billing.orders_of(uuid, public.order_state)"""

    id: Optional[int]
    net: Optional[Decimal]


BillingOrdersOfResult = list[BillingOrdersOfRow]


class BillingTotalArguments(TypedDict):
    """billing.total(uuid)"""

    customer: Optional[UUID]


BillingTotalResult = Optional[Decimal]
