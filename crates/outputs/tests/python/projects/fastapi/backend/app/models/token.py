from sqlalchemy import Column, Integer, LargeBinary, String

from ..db.base_class import Base


class Token(Base):
    __tablename__ = "access_token"
    id = Column(Integer, primary_key=True)
    jti = Column(String(36), nullable=False)
    digest = Column(LargeBinary)
