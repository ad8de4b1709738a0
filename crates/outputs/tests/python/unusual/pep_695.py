import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

type State = Literal["draft", "active", "on_hold"]
type Maybe[T] = T | None
type Text = str
type OptionalText = Text | None


class Item(BaseModel):
    id: int
    class_: Text = Field(alias="class")
    state: State
    price: Decimal | None
    meta: dict | None
    tags: list[Text] | None
    created: datetime.datetime
    note: OptionalText
    size: int
