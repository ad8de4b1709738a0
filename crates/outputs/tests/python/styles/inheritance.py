"""Classes that share tables, join them, or are base classes."""

import datetime
import enum
from decimal import Decimal
from typing import Optional

from sqlalchemy import Column, Enum, ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, has_inherited_table, mapped_column


class StaffKind(str, enum.Enum):
    person = "person"
    manager = "manager"
    engineer = "engineer"
    intern = "intern"


class Base(DeclarativeBase):
    pass


class HiredMixin:
    hired_at: Mapped[Optional[datetime.datetime]]


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[StaffKind] = mapped_column(Enum(StaffKind, name="staff_kind"))
    name: Mapped[str]

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": StaffKind.person}


class Manager(Staff):
    budget: Mapped[Optional[Decimal]]
    """In euros."""

    __mapper_args__ = {"polymorphic_identity": StaffKind.manager}


class Engineer(HiredMixin, Staff):
    __tablename__ = None

    # NULL for other kinds of staff.
    language: Mapped[str] = mapped_column(nullable=True)

    __mapper_args__ = {"polymorphic_identity": StaffKind.engineer}


class Principal(Engineer):
    seniority: Mapped[Optional[int]]

    __mapper_args__ = {"polymorphic_abstract": True}


class Intern(Staff):
    mentor_note = Column(Text)

    __mapper_args__ = {"polymorphic_identity": StaffKind.intern}


class Contractor(Manager):
    __tablename__ = "contractors"

    id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    agency: Mapped[str]
    rate: Mapped[Decimal]

    __mapper_args__ = {"polymorphic_abstract": True}


class Record(Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime.datetime]


class Account(Record):
    __tablename__ = "accounts"

    title: Mapped[str]


class NamesItself:
    @declared_attr.directive
    def __tablename__(cls):
        if has_inherited_table(cls):
            return None
        return cls.__name__.lower() + "s"


class Pet(NamesItself, Record):
    species: Mapped[str]

    __mapper_args__ = {"polymorphic_on": "species", "polymorphic_abstract": True}


class Dog(Pet):
    is_loud: Mapped[Optional[bool]]

    __mapper_args__ = {"polymorphic_identity": "dog"}
