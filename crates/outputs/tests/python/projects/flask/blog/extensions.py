from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class PkModel(db.Model):
    __abstract__ = True

    id = db.Column(db.Integer, primary_key=True)

    @classmethod
    def get_by_id(cls, record_id):
        return cls.query.get(record_id)


def reference_col(tablename, nullable=False, pk_name="id", **kwargs):
    return db.Column(db.ForeignKey(f"{tablename}.{pk_name}"), nullable=nullable, **kwargs)
