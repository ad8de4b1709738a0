from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    Computed,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase

metadata = MetaData()
item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("class", Text, nullable=False, key="klass"),
    Column("state", Enum("draft", "active", "on_hold", name="state"), nullable=False),
    Column("price", Numeric(10, 2), Computed("1")),
    Column("meta", JSON(none_as_null=True)),
    Column("tags", ARRAY(Text)),
    Column("created", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("note", Text),
    Column("size", SmallInteger, ForeignKey("other.size"), nullable=False),
    Index("item_note", "note"),
)


class Base(DeclarativeBase):
    metadata = metadata


class Item(Base):
    __table__ = item
