--- kind Extensions
--- property schema
--- setup
CREATE SCHEMA more@;
--- old
CREATE EXTENSION hstore SCHEMA more@;
--- new
CREATE EXTENSION hstore SCHEMA app@;
--- statement ALTER EXTENSION hstore SET SCHEMA app@
--- back ALTER EXTENSION hstore SET SCHEMA more@
