from dataclasses import dataclass, field
from datetime import date
from typing import Optional


@dataclass
class OrderLine:
    order_id: str
    sku: str
    qty: int


@dataclass
class Batch:
    reference: str
    sku: str
    eta: Optional[date] = None
    allocations: set = field(default_factory=set)


class Carrier:
    def __init__(self, name: str) -> None:
        self.name = name
