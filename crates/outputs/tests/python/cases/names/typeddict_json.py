"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, Optional, TypedDict, Union


# pgplumb: enum:app.odd
class AppOdd(str, Enum):
    SAME = "same"
    NAME = "name"


AppOddLabel = Literal["same", "name"]


# pgplumb: enum:public.nothing
class Nothing(str, Enum):
    pass


NothingLabel = str


# pgplumb: enum:public.odd
class Odd(str, Enum):
    EMPTY = ""
    VALUE_3RD_PARTY = "3rd party"
    IT_S = "it's"
    CLASS = "class"
    OPEN_538B10E9 = "Open"
    OPEN = "open"
    A_B = "a-b"
    A_B_10A3F9F2 = "a b"
    A_PLUS = "A+"
    A_MINUS = "A-"
    MRO = "mro"
    NAÏVE = "naïve"
    名前 = "名前"
    LINE_BREAK = "line\nbreak"


OddLabel = Literal[
    "",
    "3rd party",
    "it's",
    "class",
    "Open",
    "open",
    "a-b",
    "a b",
    "A+",
    "A-",
    "mro",
    "naïve",
    "名前",
    "line\nbreak",
]


# pgplumb: table:app.class
class AppClass(TypedDict):
    """Says \"\"\" and \\ and
    more.
    """

    id: int
    metadata: Optional[dict[str, Any]]
    model_config: Optional[str]
    registry: Optional[str]
    kind: Optional[list[OddLabel]]
    other: Optional[AppOddLabel]


class _AppClassInsertRequired(TypedDict):
    id: int


class AppClassInsert(_AppClassInsertRequired, total=False):
    metadata: Optional[dict[str, Any]]
    model_config: Optional[str]
    registry: Optional[str]
    kind: Optional[list[OddLabel]]
    other: Optional[Union[AppOdd, AppOddLabel]]


class AppClassUpdate(TypedDict, total=False):
    id: int
    metadata: Optional[dict[str, Any]]
    model_config: Optional[str]
    registry: Optional[str]
    kind: Optional[list[OddLabel]]
    other: Optional[Union[AppOdd, AppOddLabel]]


# pgplumb: table:public."2fa"
class N2fa(TypedDict):
    code: Optional[str]


class N2faInsert(TypedDict, total=False):
    code: Optional[str]


class N2faUpdate(TypedDict, total=False):
    code: Optional[str]


# pgplumb: table:public."Class"
class Class(TypedDict):
    id: int


class ClassInsert(TypedDict):
    id: int


class ClassUpdate(TypedDict, total=False):
    id: int


# pgplumb: table:public.class
Class_9a8b45c4 = TypedDict(
    "Class_9a8b45c4",
    {
        "id": int,
        "from": str,
        "two words": Optional[str],
        "3d": bool,
        "__private": Optional[str],
        "str": Optional[str],
        "Optional": Optional[int],
    },
)


_Class_9a8b45c4InsertRequired = TypedDict(
    "_Class_9a8b45c4InsertRequired",
    {
        "id": int,
        "from": str,
    },
)


_Class_9a8b45c4InsertOptional = TypedDict(
    "_Class_9a8b45c4InsertOptional",
    {
        "two words": Optional[str],
        "3d": bool,
        "__private": Optional[str],
        "str": Optional[str],
        "Optional": Optional[int],
    },
    total=False,
)


class Class_9a8b45c4Insert(
    _Class_9a8b45c4InsertRequired,
    _Class_9a8b45c4InsertOptional,
):
    pass


Class_9a8b45c4Update = TypedDict(
    "Class_9a8b45c4Update",
    {
        "id": int,
        "from": str,
        "two words": Optional[str],
        "3d": bool,
        "__private": Optional[str],
        "str": Optional[str],
        "Optional": Optional[int],
    },
    total=False,
)


# pgplumb: table:public.empty
class Empty(TypedDict):
    pass


class EmptyInsert(TypedDict):
    pass


class EmptyUpdate(TypedDict, total=False):
    pass
