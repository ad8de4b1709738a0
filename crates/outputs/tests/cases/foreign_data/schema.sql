-- Wrappers, servers, foreign tables, and user mappings without their secrets.
CREATE EXTENSION postgres_fdw;
CREATE SERVER warehouse TYPE 'postgres' VERSION '16' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db', dbname 'w');
CREATE USER MAPPING FOR bob SERVER warehouse OPTIONS (user 'reader', password 'hidden');
CREATE FOREIGN TABLE far (id int OPTIONS (column_name 'ID') NOT NULL, name text DEFAULT 'x') SERVER warehouse OPTIONS (table_name 'near');
ALTER FOREIGN TABLE far ADD CONSTRAINT known CHECK (id > 0);
COMMENT ON FOREIGN TABLE far IS 'far away';
GRANT USAGE ON FOREIGN SERVER warehouse TO bob;
