import enum

from sqlalchemy import ARRAY, JSON, TIMESTAMP, Column, Enum, Integer, MetaData, Numeric, SmallInteger, Table, Text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import column_property, deferred, relationship, synonym

Base = declarative_base(metadata=MetaData())


class State(enum.Enum):
    draft = 1
    active = 2
    on_hold = 3


class Item(Base):
    __tablename__ = "item"
    __table_args__ = ({"comment": "Things."},)
    query_class = None

    id = Column("id", Integer, primary_key=True)
    klass = Column("class", Text, nullable=False)
    state = Column(Enum(State), nullable=False, default=State.draft)
    price = Column(Numeric(10, 2))
    meta = Column(MutableDict.as_mutable(JSON))
    tags = Column(ARRAY(Text()), nullable=True)
    created = Column(TIMESTAMP(timezone=True), nullable=False)
    note = deferred(Column(Text))
    size = column_property(Column(SmallInteger, nullable=False))

    kind = synonym("klass")

    @hybrid_property
    def is_cheap(self):
        return self.price < 3
