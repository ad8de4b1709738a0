import datetime as dt

from blog.extensions import PkModel, db

followers = db.Table(
    "followers",
    db.Column("follower_id", db.Integer, db.ForeignKey("users.id")),
    db.Column("followed_id", db.Integer, db.ForeignKey("users.id"), nullable=False),
)


class Role(PkModel):
    __tablename__ = "roles"

    name = db.Column(db.String(80), unique=True, nullable=False)


class User(PkModel):
    __tablename__ = "users"

    username = db.Column(db.String(80), unique=True, nullable=False)
    _password = db.Column("password", db.LargeBinary(128), nullable=True)
    created_at = db.Column(db.DateTime, nullable=False, default=dt.datetime.now)
    active = db.Column(db.Boolean(), default=False)
    balance = db.Column(db.Numeric(10, 2))
    kind = db.Column(db.Enum("staff", "reader", name="user_kind"), nullable=False)
    role = db.relationship("Role", backref="users")
