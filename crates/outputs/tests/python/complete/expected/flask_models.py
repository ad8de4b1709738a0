from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

db = SQLAlchemy()


class Author(db.Model):
    __tablename__ = 'authors'

    id = db.Column(db.Integer, db.Identity(), primary_key=True)
    name = db.Column(db.Text, nullable=False)
    mood = db.Column(db.Enum('happy', 'sad', name='mood'), nullable=False)
    born = db.Column(db.Date)


class AppCategory(db.Model):
    __tablename__ = 'categories'
    __table_args__ = {'schema': 'app'}

    code = db.Column(db.Text, primary_key=True)
    label = db.Column(db.Text)


class Book(db.Model):
    """Books on "sale"."""

    __tablename__ = 'books'
    __table_args__ = (
        db.UniqueConstraint('author_id', 'title', name='books_author_id_title_key'),
        {'comment': 'Books on "sale".'},
    )

    id = db.Column(db.Integer, db.Identity(always=False), primary_key=True)
    author_id = db.Column(
        db.Integer,
        db.ForeignKey('authors.id', ondelete='CASCADE'),
        nullable=False,
    )
    title = db.Column(db.String(80), nullable=False)
    state = db.Column(
        db.Enum('draft', 'on sale', 'gone', name='book_state'),
        nullable=False,
        server_default=db.text("'draft'::public.book_state"),
    )
    price = db.Column(db.Numeric(8, 2))
    tags = db.Column(
        ARRAY(db.Text()),
        nullable=False,
        server_default=db.text("'{}'::text[]"),
    )
    meta = db.Column(JSONB)
    sold_at = db.Column(db.DateTime(timezone=True))
