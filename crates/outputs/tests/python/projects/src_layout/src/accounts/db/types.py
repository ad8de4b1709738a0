import sys
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Numeric
from sqlalchemy.types import TypeDecorator, UserDefinedType

if sys.version_info >= (3, 11):
    from enum import StrEnum
else:
    from enum import Enum

    class StrEnum(str, Enum):
        pass


if TYPE_CHECKING:
    Amount = Decimal
else:
    Amount = Decimal


class Money(TypeDecorator[int]):
    impl = Numeric(12, 2)
    cache_ok = True


class Point(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "POINT"


class AccountKind(StrEnum):
    asset = "asset"
    debt = "debt"
    income = "income"
