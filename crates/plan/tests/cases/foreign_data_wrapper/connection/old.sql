CREATE EXTENSION postgres_fdw;
CREATE FUNCTION connect(oid, oid, internal) RETURNS text LANGUAGE c AS '$libdir/postgres_fdw', 'postgres_fdw_connection';
CREATE FOREIGN DATA WRAPPER gets;
CREATE FOREIGN DATA WRAPPER loses CONNECTION connect;
CREATE FOREIGN DATA WRAPPER changes CONNECTION connect;
CREATE SERVER far FOREIGN DATA WRAPPER gets;
