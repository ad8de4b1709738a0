from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class TimestampMixin(object):
    created = db.Column(db.DateTime(timezone=True), nullable=False)


class Item(TimestampMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    klass = db.Column("class", db.Text, nullable=False)
    state = db.Column(db.Enum("draft", "active", "on_hold", name="state"), nullable=False)
    price = db.Column(db.Numeric)
    meta = db.Column(db.JSON)
    tags = db.Column(db.ARRAY(db.Text))
    note = db.Column(db.Text)
    size = db.Column(db.SmallInteger, nullable=False)
    owner = db.relationship("Owner")
