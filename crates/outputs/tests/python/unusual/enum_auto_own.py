import enum


class State(enum.Enum):
    def _generate_next_value_(name, *args):
        return name

    draft = enum.auto()
    active = enum.auto()
    on_hold = enum.auto()
