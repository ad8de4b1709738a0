"""Types of the database's enums, rows and functions.

Written by pgplumb; changes are lost. `pgplumb export python` writes it anew.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, Optional

from pydantic import BaseModel, ConfigDict, Field


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
class AppClass(BaseModel):
    """Says \"\"\" and \\ and
    more.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: int
    metadata: Any
    column_model_config_: Optional[str] = Field(alias="model_config")
    registry: Optional[str]
    kind: Optional[list[Odd]]
    other: Optional[AppOdd]


class AppClassInsert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: int
    metadata: Any = None
    column_model_config_: Optional[str] = Field(default=None, alias="model_config")
    registry: Optional[str] = None
    kind: Optional[list[Odd]] = None
    other: Optional[AppOdd] = None


class AppClassUpdate(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[int] = None
    metadata: Any = None
    column_model_config_: Optional[str] = Field(default=None, alias="model_config")
    registry: Optional[str] = None
    kind: Optional[list[Odd]] = None
    other: Optional[AppOdd] = None


# pgplumb: table:public."2fa"
class N2fa(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    code: Optional[str]


class N2faInsert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    code: Optional[str] = None


class N2faUpdate(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    code: Optional[str] = None


# pgplumb: table:public."Class"
class Class(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: int


class ClassInsert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: int


class ClassUpdate(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[int] = None


# pgplumb: table:public.class
class Class_9a8b45c4(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: int
    from_: str = Field(alias="from")
    two_words: Optional[str] = Field(alias="two words")
    column_3d: bool = Field(alias="3d")
    private: Optional[str] = Field(alias="__private")
    str_: Optional[str] = Field(alias="str")
    Optional_: Optional[int] = Field(alias="Optional")


class Class_9a8b45c4Insert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: int
    from_: str = Field(alias="from")
    two_words: Optional[str] = Field(default=None, alias="two words")
    column_3d: Optional[bool] = Field(default=None, alias="3d")
    private: Optional[str] = Field(default=None, alias="__private")
    str_: Optional[str] = Field(default=None, alias="str")
    Optional_: Optional[int] = Field(default=None, alias="Optional")


class Class_9a8b45c4Update(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    id: Optional[int] = None
    from_: Optional[str] = Field(default=None, alias="from")
    two_words: Optional[str] = Field(default=None, alias="two words")
    column_3d: Optional[bool] = Field(default=None, alias="3d")
    private: Optional[str] = Field(default=None, alias="__private")
    str_: Optional[str] = Field(default=None, alias="str")
    Optional_: Optional[int] = Field(default=None, alias="Optional")


# pgplumb: table:public.empty
class Empty(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)


class EmptyInsert(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)


class EmptyUpdate(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)
