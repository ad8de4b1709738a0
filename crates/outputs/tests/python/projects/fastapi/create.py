from backend.app.db.base import Base


def create(engine):
    Base.metadata.create_all(engine)
