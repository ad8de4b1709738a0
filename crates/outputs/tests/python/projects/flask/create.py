from flask import Flask

from blog import db
from blog.models import comments, post, user


def create(engine):
    assert comments and post and user
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = engine.url.render_as_string(hide_password=False)
    db.init_app(app)
    with app.app_context():
        db.create_all()
