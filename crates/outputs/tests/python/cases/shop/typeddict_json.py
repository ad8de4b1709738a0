"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, Optional, TypedDict, Union


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
    customer_id: Optional[str]
    gross: Optional[float]


# pgplumb: table:billing.orders
class BillingOrders(TypedDict):
    id: int
    customer_id: str
    state: OrderStateLabel
    tags: list[str]
    net: float
    gross: Optional[float]
    details: Optional[dict[str, Any]]


class _BillingOrdersInsertRequired(TypedDict):
    customer_id: str
    net: float


class BillingOrdersInsert(_BillingOrdersInsertRequired, total=False):
    state: Union[OrderState, OrderStateLabel]
    tags: list[str]
    details: Optional[dict[str, Any]]


class BillingOrdersUpdate(TypedDict, total=False):
    customer_id: str
    state: Union[OrderState, OrderStateLabel]
    tags: list[str]
    net: float
    details: Optional[dict[str, Any]]


# pgplumb: table:public.customers
class Customers(TypedDict):
    """Who buys."""

    id: str
    email: Email
    name: Optional[str]
    """As it stands on letters"""
    home: Optional[Address]
    created_at: str


class _CustomersInsertRequired(TypedDict):
    email: Email


class CustomersInsert(_CustomersInsertRequired, total=False):
    id: str
    name: Optional[str]
    """As it stands on letters"""
    home: Optional[Address]
    created_at: str


class CustomersUpdate(TypedDict, total=False):
    id: str
    email: Email
    name: Optional[str]
    """As it stands on letters"""
    home: Optional[Address]
    created_at: str


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
