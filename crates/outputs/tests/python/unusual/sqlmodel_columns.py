from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Optional

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel


class ItemBase(SQLModel):
    klass: str = Field(sa_column=sa.Column("class", sa.Text, nullable=False))
    note: Optional[str] = Field(default=None, nullable=True)


class Item(ItemBase, table=True):
    model_config = {"arbitrary_types_allowed": True}

    id: Optional[int] = Field(default=None, primary_key=True)
    state: str = Field(sa_type=sa.Enum("draft", "active", "on_hold", name="state"))
    price: Optional[Decimal] = None
    meta: Optional[dict] = Field(default=None, sa_column=sa.Column(sa.JSON))
    tags: Optional[list[str]] = Field(sa_column=sa.Column(sa.ARRAY(sa.Text)))
    created: datetime = Field(sa_column_kwargs={"server_default": sa.text("now()")})
    size: int


class ItemPublic(ItemBase):
    id: int


class ItemCreate(ItemBase):
    pass
