import abc
from typing import Any, Generic, NewType, Protocol, TypeVar, overload

T = TypeVar("T")
ItemId = NewType("ItemId", int)


class Item(Protocol):
    id: ItemId
    anything: int


class ItemRepository(abc.ABC, Generic[T]):
    item: Item

    @overload
    def get(self, id: int) -> Item: ...
    def get(self, id: Any) -> Any:
        class Item(dict):
            other: int

        return Item()


class State:
    DRAFT = "draft"


class Meta(type):
    pass


class ItemMeta(metaclass=Meta): ...
