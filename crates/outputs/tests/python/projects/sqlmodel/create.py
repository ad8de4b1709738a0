import sqlalchemy
from sqlmodel import SQLModel

from app import models


def create(engine):
    assert models
    with engine.begin() as connection:
        connection.execute(sqlalchemy.schema.CreateSchema("audit"))
    SQLModel.metadata.create_all(engine)
