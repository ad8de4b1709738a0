import enum

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Date, Enum, Float, ForeignKey, Integer, Numeric, SmallInteger, String, Table, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlalchemy.orm import backref, column_property, composite, deferred, relationship, synonym

from .meta import GUID, Base, Compressed, ShortCompressed, key, name_column


class Genre(enum.Enum):
    novel = 1
    poetry = 2
    drama = 3


GenreType = Enum(Genre, name="book_genre")


class Size(object):
    def __init__(self, width, height):
        self.width, self.height = width, height

    def __composite_values__(self):
        return self.width, self.height


class Owned(object):
    @sa.orm.declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("library_user.id"), nullable=False)


shelf_book = Table(
    "shelf_book",
    Base.metadata,
    Column("shelf_id", Integer, ForeignKey("shelf.id")),
    Column("book_id", ForeignKey("book.id"), nullable=False),
    UniqueConstraint("shelf_id", "book_id"),
)


class LibraryUser(Base):
    login = Column(String(30), nullable=False, unique=True)
    is_admin = Column(Boolean, default=False)
    token = Column(GUID, default=key)
    settings = Column(MutableDict.as_mutable(sa.JSON))
    nicknames = Column(MutableList.as_mutable(sa.ARRAY(Text)), nullable=False)


class Author(Base):
    __table_args__ = {"comment": "Who wrote it."}

    name = name_column(index=True)
    born = Column("birth_date", Date)
    books = relationship("Book", backref=backref("author"))


class Book(Owned, Base):
    author_id = Column(ForeignKey(Author.id), nullable=False)
    title = Column(Text(), nullable=False)
    genre = Column(GenreType, nullable=False)
    second_genre = Column(Enum(Genre, name="book_genre"))
    pages = Column(SmallInteger)
    isbn = Column(BigInteger, unique=True)
    price = Column(Numeric(8, 2, asdecimal=False))
    rating = Column(Float())
    text = deferred(Column(Compressed))
    blurb = Column(ShortCompressed(200), nullable=False)
    width = Column(Float)
    height = Column(Float)
    size = composite(Size, width, height)
    name = synonym("title")
    label = column_property(title + "!")

    @hybrid_property
    def is_long(self):
        return self.pages > 500


class AudioBook(Base):
    id = Column(ForeignKey("book.id"), primary_key=True)
    minutes = Column(Integer, nullable=False)


class Shelf(Owned, Base):
    floor = Column(SmallInteger, nullable=False)
    books = relationship(Book, secondary=shelf_book)


class Loan(Base):
    __tablename__ = "loans"

    book_id = Column(Integer, ForeignKey("book.id"), nullable=False)
    days = Column(sa.Interval, nullable=False)
    state = Column(sa.Enum("out", "back", "lost", name="loan_state"), nullable=False)
