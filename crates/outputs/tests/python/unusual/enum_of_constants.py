from enum import Enum

DRAFT = "draft"
_ACTIVE: str = "active"


class Words:
    HOLD = "on_hold"


class State(Enum):
    DRAFT = DRAFT
    ACTIVE = _ACTIVE
    ON_HOLD = Words.HOLD
