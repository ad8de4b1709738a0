from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from accounts.settings import SCHEMA

mapper_registry = registry(metadata=MetaData(schema=SCHEMA))
Base = mapper_registry.generate_base()
