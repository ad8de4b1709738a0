from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, computed_field


class State(StrEnum):
    draft = "draft"
    active = "active"
    on_hold = "on_hold"


class Item(BaseModel):
    model_config = ConfigDict(from_attributes=True, populate_by_name=True, alias_generator=lambda name: name)
    table: ClassVar[str] = "item"

    id: Annotated[int, Field(gt=0)]
    class_: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(validation_alias=AliasChoices("klass", "class"), serialization_alias="class")
    state: Literal[State.draft, State.active, State.on_hold]
    price: Decimal | None = None
    meta: dict[str, Any] | None = None
    tags: list[str] | None = Field(default=None, max_length=10)
    created: datetime
    note: str | None = None
    size: Literal[1, 2, 3] = 1

    @computed_field
    @property
    def total(self) -> Decimal:
        return self.price or Decimal()
