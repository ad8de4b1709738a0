import enum

State = enum.Enum(value="State", names="draft, active, on_hold", type=str)
