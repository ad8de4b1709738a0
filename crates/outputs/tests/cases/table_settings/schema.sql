-- Storage and other settings of tables and columns.
CREATE UNLOGGED TABLE unlogged (a int) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
CREATE TABLE t (
    a int,
    "B c" varchar(10) COLLATE "C" DEFAULT 'x''y\z' NOT NULL,
    d numeric(10, 2) DEFAULT 0.00,
    e timestamptz(3) DEFAULT now(),
    f text[] DEFAULT '{a,b}',
    g interval day to second(3)
);
ALTER TABLE t ALTER COLUMN "B c" SET STORAGE EXTERNAL;
ALTER TABLE t ALTER COLUMN f SET COMPRESSION pglz;
ALTER TABLE t ALTER COLUMN a SET STATISTICS 300;
ALTER TABLE t ALTER COLUMN a SET (n_distinct = -0.5);
ALTER TABLE t REPLICA IDENTITY FULL;
COMMENT ON TABLE t IS E'Several\nlines; -- and ''quotes''';
COMMENT ON COLUMN t."B c" IS 'odd';
CREATE TABLE nothing ();
CREATE TABLE "select" ("from" int, "a""b" int, "ünï" int);
