from enum import Enum
from gettext import gettext as _


def word(text):
    return text.lower()


class State(Enum):
    DRAFT = word("DRAFT")
    ACTIVE = f"{'act'}ive"
    ON_HOLD = "on_" + "hold"
