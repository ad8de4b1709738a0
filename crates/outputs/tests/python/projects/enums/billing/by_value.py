import enum

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Grade(enum.Enum):
    A_PLUS = "a+"
    B = "b"


class Base(DeclarativeBase):
    type_annotation_map = {enum.Enum: sa.Enum(enum.Enum, values_callable=lambda x: [i.value for i in x])}


class Exam(Base):
    __tablename__ = "exam"

    id: Mapped[int] = mapped_column(primary_key=True)
    grade: Mapped[Grade]
