--- kind Publications
--- all
CREATE TABLE app@.t (a integer PRIMARY KEY, b integer, g integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE app@.u (a integer PRIMARY KEY);
CREATE SCHEMA more@;
--- property tables
--- old
CREATE PUBLICATION pub@ FOR TABLE app@.t;
--- new
CREATE PUBLICATION pub@ FOR TABLE app@.u;
--- statement ALTER PUBLICATION pub@ ADD TABLE ONLY app@.u
--- statement ALTER PUBLICATION pub@ DROP TABLE ONLY app@.t
--- property columns and row filters
--- versions 15+
--- old
CREATE PUBLICATION pub@ FOR TABLE app@.t;
--- new
CREATE PUBLICATION pub@ FOR TABLE app@.t (a, b) WHERE (a > 0);
--- statement ALTER PUBLICATION pub@ SET TABLE ONLY app@.t (a, b) WHERE
--- back ALTER PUBLICATION pub@ SET TABLE ONLY app@.t
--- property schemas
--- versions 15+
--- old
CREATE PUBLICATION pub@ FOR TABLES IN SCHEMA app@;
--- new
CREATE PUBLICATION pub@ FOR TABLES IN SCHEMA more@;
--- statement ALTER PUBLICATION pub@ ADD TABLES IN SCHEMA more@
--- statement ALTER PUBLICATION pub@ DROP TABLES IN SCHEMA app@
--- property `publish`, `publish_via_partition_root`
--- old
CREATE PUBLICATION pub@ FOR TABLE app@.t;
--- new
CREATE PUBLICATION pub@ FOR TABLE app@.t WITH (publish = 'insert, update', publish_via_partition_root = true);
--- statement ALTER PUBLICATION pub@ SET (publish = 'insert, update', publish_via_partition_root = true)
--- back ALTER PUBLICATION pub@ SET (publish = 'insert, update, delete, truncate', publish_via_partition_root = false)
--- property published generated columns
--- versions 18+
--- old
CREATE PUBLICATION pub@ FOR TABLE app@.t;
--- new
CREATE PUBLICATION pub@ FOR TABLE app@.t WITH (publish_generated_columns = stored);
--- statement ALTER PUBLICATION pub@ SET (publish_generated_columns = stored)
--- property options of a publication of all tables
--- old
CREATE PUBLICATION pub@ FOR ALL TABLES;
--- new
CREATE PUBLICATION pub@ FOR ALL TABLES WITH (publish = 'insert');
--- statement ALTER PUBLICATION pub@ SET (publish = 'insert')
--- property all tables instead of a list
--- versions 19+
--- old
CREATE PUBLICATION pub@ FOR TABLE app@.t;
--- new
CREATE PUBLICATION pub@ FOR ALL TABLES EXCEPT (TABLE app@.u);
--- statement ALTER PUBLICATION pub@ DROP TABLE
--- statement ALTER PUBLICATION pub@ SET ALL TABLES EXCEPT (TABLE
--- back recreated no statement changes `FOR ALL TABLES` to a list of tables
--- property all tables instead of a list, up to 18
--- versions 14-18
--- old
CREATE PUBLICATION pub@ FOR TABLE app@.t;
--- new
CREATE PUBLICATION pub@ FOR ALL TABLES;
--- recreated no statement does it before PostgreSQL 19
--- back recreated no statement changes `FOR ALL TABLES` to a list of tables
--- property owner and comment
--- old
CREATE PUBLICATION pub@ FOR TABLE app@.t;
--- new
CREATE PUBLICATION pub@ FOR TABLE app@.t;
ALTER PUBLICATION pub@ OWNER TO alice;
COMMENT ON PUBLICATION pub@ IS 'out';
--- statement ALTER PUBLICATION pub@ OWNER TO alice
--- statement COMMENT ON PUBLICATION pub@ IS
