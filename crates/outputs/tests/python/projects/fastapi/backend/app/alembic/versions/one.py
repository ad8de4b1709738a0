import sqlalchemy as sa

patient = sa.Table("patient", sa.MetaData(), sa.Column("old", sa.Integer))
