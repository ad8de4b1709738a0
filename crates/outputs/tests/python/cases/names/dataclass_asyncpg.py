"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Optional


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
@dataclass
class AppClass:
    """Says \"\"\" and \\ and
    more.
    """

    id: int
    metadata: Optional[str]
    model_config: Optional[str]
    registry: Optional[str]
    kind: Optional[list[OddLabel]]
    other: Optional[AppOddLabel]


# pgplumb: table:public."2fa"
@dataclass
class N2fa:
    code: Optional[str]


# pgplumb: table:public."Class"
@dataclass
class Class:
    id: int


# pgplumb: table:public.class
@dataclass
class Class_9a8b45c4:
    id: int
    from_: str = field(metadata={"column": "from"})
    two_words: Optional[str] = field(metadata={"column": "two words"})
    column_3d: bool = field(metadata={"column": "3d"})
    private: Optional[str] = field(metadata={"column": "__private"})
    str_: Optional[str] = field(metadata={"column": "str"})
    Optional_: Optional[int] = field(metadata={"column": "Optional"})


# pgplumb: table:public.empty
@dataclass
class Empty:
    pass
