CREATE EXTENSION postgres_fdw;
CREATE FUNCTION connect_again(oid, oid, internal) RETURNS text LANGUAGE c AS '$libdir/postgres_fdw', 'postgres_fdw_connection';
CREATE FOREIGN DATA WRAPPER gets HANDLER postgres_fdw_handler CONNECTION connect_again OPTIONS (a 'b');
CREATE FOREIGN DATA WRAPPER loses;
CREATE FOREIGN DATA WRAPPER changes CONNECTION connect_again;
CREATE SERVER far FOREIGN DATA WRAPPER gets;
CREATE SUBSCRIPTION sub SERVER far PUBLICATION p WITH (connect = false, slot_name = NONE);
