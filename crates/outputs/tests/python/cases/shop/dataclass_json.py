"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
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
@dataclass
class Address:
    street: Optional[str]
    city: Optional[str]


Email = str


# pgplumb: view:billing.open_orders
@dataclass
class BillingOpenOrders:
    id: Optional[int]
    customer_id: Optional[str]
    gross: Optional[float]


# pgplumb: table:billing.orders
@dataclass
class BillingOrders:
    id: int
    customer_id: str
    state: OrderStateLabel
    tags: list[str]
    net: float
    gross: Optional[float]
    details: Optional[dict[str, Any]]


# pgplumb: table:public.customers
@dataclass
class Customers:
    """Who buys."""

    id: str
    email: Email
    name: Optional[str]
    """As it stands on letters"""
    home: Optional[dict[str, Any]]
    created_at: str


class _BillingOrdersOfArgumentsRequired(TypedDict):
    customer: Optional[str]


class BillingOrdersOfArguments(_BillingOrdersOfArgumentsRequired, total=False):
    """billing.orders_of(uuid, public.order_state)"""

    wanted: Optional[Union[OrderState, OrderStateLabel]]


@dataclass
class BillingOrdersOfRow:
    """billing.orders_of(uuid, public.order_state)"""

    id: Optional[int]
    net: Optional[float]


BillingOrdersOfResult = list[BillingOrdersOfRow]


class BillingTotalArguments(TypedDict):
    """billing.total(uuid)"""

    customer: Optional[str]


BillingTotalResult = Optional[float]
