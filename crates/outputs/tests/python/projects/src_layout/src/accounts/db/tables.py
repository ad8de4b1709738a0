import uuid
from typing import Optional

import sqlalchemy as sa
from accounts.constants import LEDGER, PREFIX
from accounts.db.base import Base
from accounts.db.mixins import Audited, Sorted
from accounts.db.types import AccountKind, Amount, Money, Point
from sqlalchemy.orm import Mapped, mapped_column as column


class Account(Audited, Sorted, Base):
    __tablename__ = PREFIX + "account"

    id: Mapped[uuid.UUID] = column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[AccountKind] = column(sa.Enum(AccountKind, name="account_kind", values_callable=lambda e: [x.value for x in e]))
    balance: Mapped[int] = column(Money)
    place: Mapped[Optional[str]] = column(Point)
    owner: Mapped[str] = column(sa.String(100), index=True)


class Entry(Audited, Base):
    __tablename__ = f"{PREFIX}entry"
    __table_args__ = (sa.UniqueConstraint("account_id", "number"), {"schema": LEDGER})

    id: Mapped[int] = column(sa.BigInteger, primary_key=True)
    account_id: Mapped[uuid.UUID] = column(sa.ForeignKey("acct.acc_account.id"))
    number: Mapped[int]
    amount: Mapped[Amount] = column(sa.Numeric)
    note: Mapped[Optional[str]] = column(sa.Text)


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = column(primary_key=True)
    email: Mapped[str] = column(sa.String, unique=True)
