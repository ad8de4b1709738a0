from enum import Enum

State = Enum("State", "draft active on_hold", module=__name__)
