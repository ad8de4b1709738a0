from __future__ import annotations

import typing as t

State = t.Literal["draft", "active", "on_hold"]
MaybeState: t.TypeAlias = "State | None"
Size = t.Literal[1, 2, 3]


_Keyword = t.TypedDict("_Keyword", {"class": "str"})


class Item(_Keyword):
    id: t.Required[int]
    state: t.Literal["draft", "active", "on_hold"]
    price: float | int | None
    meta: dict[str, t.Any] | list[t.Any] | str | None
    tags: t.Sequence[str] | None
    created: str
    note: t.Literal["a", "b", None]
    size: Size
