from sqlalchemy import Column, Integer

from backend.app.db.base_class import Base


class Dummy(Base):
    id = Column(Integer, primary_key=True)
