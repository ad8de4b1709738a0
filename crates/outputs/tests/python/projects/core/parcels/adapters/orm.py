from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, Date, DateTime, Enum, ForeignKey, Identity, Index, Integer, LargeBinary, MetaData,
    Numeric, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint, func, text,
)
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import registry, relationship

from parcels.domain import model

metadata = MetaData()
mapper_registry = registry(metadata=metadata)

order_lines = Table(
    "order_lines",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sku", String(255)),
    Column("qty", Integer, nullable=False),
    Column("orderid", String(255)),
)

batches = Table(
    "batches",
    mapper_registry.metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("reference", Text, nullable=False, unique=True),
    Column("_purchased_quantity", Integer, nullable=False, key="purchased"),
    Column("eta", Date, nullable=True),
    Column("state", Enum("open", "closed", name="batch_state"), nullable=False),
    Column("price", Numeric(10, 2)),
    Column("meta", pg.JSONB(none_as_null=True), server_default=text("'{}'")),
    CheckConstraint("_purchased_quantity >= 0"),
    Index("batch_eta", "eta"),
)

allocations = Table(
    "allocations",
    metadata,
    Column("orderline_id", ForeignKey("order_lines.id")),
    Column("batch_id", ForeignKey("batches.id")),
    Column("made_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
    PrimaryKeyConstraint("orderline_id", "batch_id"),
)

carriers = Table("carriers", metadata, Column("name", Text, primary_key=True), Column("logo", LargeBinary), Column("is_fast", Boolean, nullable=False))

carrier_route = Table(
    "carrier_route",
    metadata,
    Column("carrier", ForeignKey("carriers.name"), nullable=False),
    Column("stops", pg.ARRAY(Text, dimensions=1), nullable=False),
    Column("span", pg.DATERANGE),
    UniqueConstraint("carrier"),
)


def start_mappers():
    lines = mapper_registry.map_imperatively(model.OrderLine, order_lines)
    mapper_registry.map_imperatively(
        model.Batch, batches, properties={"allocations": relationship(lines, secondary=allocations, collection_class=set)}
    )
    mapper_registry.map_imperatively(model.Carrier, carriers)
