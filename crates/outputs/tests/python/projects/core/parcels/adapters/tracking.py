import sqlalchemy as sa

SCHEMA = "tracking"
tracking = sa.MetaData(schema=SCHEMA)

sa.Table(
    "events",
    tracking,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("body", sa.JSON),
)
positions = sa.Table(
    "positions",
    tracking,
    sa.Column("event_id", sa.Uuid(), sa.ForeignKey("tracking.events.id"), primary_key=True),
    sa.Column("latitude", sa.Double, nullable=False),
    sa.Column("longitude", sa.Double(53), nullable=False),
)
