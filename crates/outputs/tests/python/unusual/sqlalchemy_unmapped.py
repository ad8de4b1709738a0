import datetime

import sqlalchemy as sa
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    __allow_unmapped__ = True


class Item(Base):
    __tablename__ = "item"

    cached: dict = {}
    total: "int | None"
    id: int = sa.Column(sa.Integer, primary_key=True)
    class_: orm.Mapped[str] = orm.mapped_column("class", sa.Text())
    state: str = sa.Column(sa.Enum("draft", "active", "on_hold", name="state"), nullable=False)
    price = sa.Column(sa.Numeric)
    meta = orm.mapped_column(sa.JSON().with_variant(sa.Text, "sqlite"))
    tags = sa.Column(sa.ARRAY(sa.Text))
    created: orm.Mapped["datetime.datetime"] = orm.mapped_column(sa.DateTime(timezone=True), nullable=False)
    note = sa.Column(name="note", type_=sa.Text)
    size = sa.Column(sa.SmallInteger, nullable=not True)
