from library import models
from library.meta import Base


def create(engine):
    assert models
    Base.metadata.create_all(engine)
