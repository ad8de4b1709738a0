import models


def create(engine):
    models.Base.metadata.create_all(engine)
    models.reg.metadata.create_all(engine)
