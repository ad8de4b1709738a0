from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Optional

from sqlalchemy import SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY, ENUM, JSONB
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, registry, relationship

if TYPE_CHECKING:
    from elsewhere import Owner

reg = registry()
intpk = Annotated[int, mapped_column(primary_key=True)]
timestamp = Annotated[datetime, mapped_column(server_default=text("now()"))]


class Base(MappedAsDataclass, DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSONB}


class Item(Base, kw_only=True):
    __tablename__ = "item"
    __mapper_args__: ClassVar[dict] = {"eager_defaults": True}

    id: Mapped[intpk] = mapped_column(init=False)
    class_: Mapped[str] = mapped_column("class", String, init=False)
    state: Mapped[Literal["draft", "active", "on_hold"]] = mapped_column(
        ENUM("draft", "active", "on_hold", name="state", create_type=False),
    )
    price: Mapped[Optional[Decimal]] = mapped_column(default=None)
    meta: Mapped[dict[str, Any] | None]
    tags: Mapped["list[str] | None"] = mapped_column(ARRAY(String))
    created: Mapped[timestamp]
    note: Mapped[Optional["str"]]
    size: Mapped[int] = mapped_column(SmallInteger)

    if TYPE_CHECKING:
        total: int

    @hybrid_property
    def is_cheap(self) -> bool:
        return bool(self.price)
