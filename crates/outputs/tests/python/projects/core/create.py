import sqlalchemy

from parcels.adapters.orm import metadata, start_mappers
from parcels.adapters.tracking import tracking


def create(engine):
    start_mappers()
    with engine.begin() as connection:
        connection.execute(sqlalchemy.schema.CreateSchema("tracking"))
    metadata.create_all(engine)
    tracking.create_all(engine)
