from billing import by_value, orm


def create(engine):
    orm.Base.metadata.create_all(engine)
    by_value.Base.metadata.create_all(engine)
