from datetime import datetime

from sqlalchemy import TIMESTAMP, func
from sqlalchemy.orm import Mapped, declarative_mixin, mapped_column


@declarative_mixin
class Audited:
    created: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    changed: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))


class Sorted:
    rank: Mapped[int] = mapped_column(default=0)
