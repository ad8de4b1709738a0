import sqlalchemy

from metrics import Base


def create(engine):
    with engine.begin() as connection:
        for name in ["hstore", "citext", "ltree"]:
            connection.execute(sqlalchemy.text(f"CREATE EXTENSION {name}"))
    Base.metadata.create_all(engine)
