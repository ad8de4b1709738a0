from blog import db
from blog.extensions import reference_col


class Comment(db.Model):
    __bind_key__ = None
    id = db.Column(db.Integer, primary_key=True)
    post_id = reference_col("blog_post", nullable=False)
    user_id = db.Column(db.ForeignKey("users.id"), nullable=False)
    text = db.Column(db.UnicodeText, nullable=False)
