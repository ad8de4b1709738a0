from shop.models import Base


def create(engine):
    Base.metadata.create_all(engine)
