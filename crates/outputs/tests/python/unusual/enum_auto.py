from enum import Enum, auto, unique


class AutoName(str, Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


@unique
class State(AutoName):
    _order_ = "DRAFT ACTIVE ON_HOLD"

    DRAFT = auto()
    ACTIVE = auto()
    ON_HOLD = auto()
