from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Author(db.Model):
    __tablename__ = 'authors'

    id = db.Column(db.Integer, db.Identity(), primary_key=True)
    name = db.Column(db.Text, nullable=False)
    mood = db.Column(db.Enum('happy', 'sad', name='mood'), nullable=False)
    born = db.Column(db.Date)
