from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from ..extensions import PkModel, db


class BlogPost(PkModel):
    title = db.Column(db.String, nullable=False)
    body = db.Column(db.Text)
    tags = db.Column(ARRAY(db.String))
    search = db.Column(TSVECTOR)
    views = db.Column(db.BigInteger, nullable=False)
    posted = db.Column(db.Date)


class RSSFeed(db.Model):
    key = db.Column(db.String(10), primary_key=True)
    rating = db.Column(db.Float)
    options = db.Column(db.JSON, nullable=False)
