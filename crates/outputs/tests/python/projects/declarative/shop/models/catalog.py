from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Optional

from sqlalchemy import ARRAY, CheckConstraint, Column, Computed, ForeignKey, Identity, Index, String, Table, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from shop.base import Base, TimestampMixin, UuidMixin, Weight, bigpk, money, str80

if TYPE_CHECKING:
    from shop.models.orders import OrderLine


class Visibility(enum.Enum):
    DRAFT = "draft"
    PUBLIC = "public"
    HIDDEN = "hidden"


product_tag = Table(
    "product_tag",
    Base.metadata,
    Column("product_id", ForeignKey("product.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
    Column("note", Text),
)


class Category(Base):
    __tablename__ = "category"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("category.id"))
    name: Mapped[str80]
    children: Mapped[list["Category"]] = relationship()


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[bigpk]
    label: Mapped[str] = mapped_column(String(40), unique=True)


class Product(TimestampMixin, UuidMixin, Base):
    __tablename__ = "product"
    __table_args__ = (CheckConstraint("price >= 0"), Index("product_name", "name"))

    id: Mapped[bigpk]
    category_id: Mapped[int | None] = mapped_column(ForeignKey(Category.id))
    name: Mapped[str80]
    price: Mapped[money]
    weight: Mapped[Weight | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.DRAFT)
    attributes: Mapped[dict[str, Any]]
    keywords: Mapped[list[str]] = mapped_column(ARRAY(String))
    summary: Mapped[str] = deferred(mapped_column(Text, nullable=False))
    gross: Mapped[float | None] = mapped_column(Computed("price * 1.2"))
    tags: Mapped[list[Tag]] = relationship(secondary=product_tag)
    lines: Mapped[list[OrderLine]] = relationship(back_populates="product")
