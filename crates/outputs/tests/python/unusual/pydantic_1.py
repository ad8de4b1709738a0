from datetime import datetime
from decimal import Decimal
from typing import Any, List, Optional

from pydantic import BaseModel, Field, PrivateAttr, validator


class Item(BaseModel):
    id: int
    class_: str = Field(..., alias="class")
    state: str
    price: Optional[Decimal] = Field(None, ge=0)
    meta: Optional[Any]
    tags: Optional[List[str]] = None
    created: datetime = Field(default_factory=datetime.now, alias="createdAt")
    note: Optional[str]
    size: int = 1

    _cache: dict = {}
    _seen: set = PrivateAttr(default_factory=set)

    class Config:
        orm_mode = True
        allow_population_by_field_name = True
        table: str = "item"

    @validator("size")
    def is_right(cls, value):
        return value
