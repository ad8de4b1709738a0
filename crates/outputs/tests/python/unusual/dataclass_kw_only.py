import dataclasses as dc
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Optional

TABLE: Final = "item"


@dc.dataclass(kw_only=True, slots=True, frozen=True)
class Item:
    TABLE: ClassVar[str] = TABLE
    columns: ClassVar = ("id",)
    limit: "ClassVar[int]" = 3
    seed: dc.InitVar[Optional[int]] = None

    id: int
    class_: Annotated[str, "keyword"] = dc.field(metadata={"column": "class"})
    _: dc.KW_ONLY
    state: str
    price: Optional[float] = None
    meta: Optional[Mapping[str, Any]] = dc.field(default=None, repr=False)
    tags: Sequence[str] | None = None
    created: str
    note: Annotated[Optional[str], "free", 80] = None
    size: int = 1

    def __post_init__(self, seed):
        self.local: str = "no column"

    @property
    def total(self) -> float:
        inner: int = 3
        return (self.price or 0) * inner
