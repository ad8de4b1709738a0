from blog.extensions import db

__all__ = ["db"]
