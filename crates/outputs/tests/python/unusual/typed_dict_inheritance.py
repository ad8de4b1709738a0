from typing import Any, Generic, Optional, TypedDict, TypeVar, Union

T = TypeVar("T")
_Keyword = TypedDict("_Keyword", {"class": str})


class _Base(TypedDict, Generic[T], total=False):
    id: int
    created: Union[str]
    state: T


class Item(_Base[str], _Keyword):
    price: "Union[float, None]"
    meta: Any
    tags: Optional["list[str]"]
    note: Optional[Union[str, None]]
    size: int
