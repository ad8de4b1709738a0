import re
import uuid

from sqlalchemy import CHAR, Column, DateTime, Integer, LargeBinary, func
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import TypeDecorator


class GUID(TypeDecorator):
    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(UUID(as_uuid=False))
        return dialect.type_descriptor(CHAR(32))


class Compressed(TypeDecorator):
    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.encode()


class ShortCompressed(Compressed):
    cache_ok = True


class CommonBase(object):
    @declared_attr
    def __tablename__(cls):
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id = Column(Integer, primary_key=True)
    created = Column(DateTime, nullable=False, server_default=func.now())


Base = declarative_base(cls=CommonBase)


def key():
    return str(uuid.uuid4())


def name_column(**options):
    from sqlalchemy import Unicode

    return Column(Unicode(60), nullable=False, **options)
