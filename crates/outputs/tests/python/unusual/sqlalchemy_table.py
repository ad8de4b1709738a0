from sqlalchemy import Column, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase

metadata = MetaData()
item = Table("item", metadata, Column("id", Integer, primary_key=True), Column("note", Text))


class Base(DeclarativeBase):
    metadata = metadata


class Item(Base):
    __table__ = item
