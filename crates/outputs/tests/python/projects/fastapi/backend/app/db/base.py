from backend.app.db.base_class import Base  # noqa
from backend.app.models.patient import Doctor, Patient, Visit  # noqa
from backend.app.models.token import Token  # noqa
