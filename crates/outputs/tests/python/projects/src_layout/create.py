import sys

sys.path.insert(0, "src")

import sqlalchemy

from accounts.db import tables
from accounts.db.base import SCHEMA, Base


def create(engine):
    assert tables
    with engine.begin() as connection:
        connection.execute(sqlalchemy.schema.CreateSchema(SCHEMA))
        connection.execute(sqlalchemy.schema.CreateSchema("ledger"))
    Base.metadata.create_all(engine)
