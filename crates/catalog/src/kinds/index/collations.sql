-- System and user-defined collations. Of those imported from the operating system only the ones for
-- this encoding.
SELECT c.oid, n.nspname::text AS schema, c.collname::text AS name
  FROM pg_catalog.pg_collation c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
 WHERE c.collencoding = -1 OR c.collencoding = (SELECT encoding FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
