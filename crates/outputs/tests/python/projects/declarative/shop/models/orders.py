from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Literal

from sqlalchemy import Boolean, Date, Enum, Float, ForeignKey, ForeignKeyConstraint, Interval, LargeBinary, PrimaryKeyConstraint, SmallInteger, Time
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from .. import base
from ..base import Base, TimestampMixin, bigpk


class PaymentState(enum.StrEnum):
    open = "open"
    paid = "paid"


class Customer(Base, TimestampMixin):
    __tablename__ = "customer"

    id: Mapped[bigpk]
    email: Mapped[str]
    born: Mapped[dt.date | None] = mapped_column(Date)
    avatar: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    orders: WriteOnlyMapped[Order] = relationship()


class Order(TimestampMixin, Base):
    __tablename__ = "order"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "order"}

    id: Mapped[bigpk]
    kind: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    placed_on: Mapped[dt.date]
    placed_time: Mapped[dt.time] = mapped_column(Time)
    patience: Mapped[dt.timedelta] = mapped_column(Interval)
    channel: Mapped[Literal["web", "phone"]] = mapped_column(Enum("web", "phone", name="order_channel"))


class GuestOrder(Order):
    __mapper_args__ = {"polymorphic_identity": "guest"}

    guest_email: Mapped[str | None]


class Invoice(Order):
    __tablename__ = "invoice"
    __mapper_args__ = {"polymorphic_identity": "invoice"}

    id: Mapped[int] = mapped_column(ForeignKey("order.id"), primary_key=True)
    number: Mapped[str] = mapped_column("invoice_number")
    discount: Mapped[float] = mapped_column(Float)


class OrderLine(Base):
    __tablename__ = "order_line"
    __table_args__ = (PrimaryKeyConstraint("order_id", "position"), {"comment": "Lines."})

    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    price: Mapped[base.money]
    product: Mapped["Product"] = relationship(back_populates="lines")  # noqa: F821


class Payment(Base):
    __tablename__ = "payment"
    __table_args__ = (ForeignKeyConstraint(["order_id", "position"], ["order_line.order_id", "order_line.position"]),)

    id: Mapped[bigpk]
    order_id: Mapped[int]
    position: Mapped[int]
    state: Mapped[PaymentState]
    amount: Mapped[Decimal]
