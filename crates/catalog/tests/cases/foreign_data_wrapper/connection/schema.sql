-- A function that returns the connection strings of subscriptions.
CREATE EXTENSION postgres_fdw;
CREATE SCHEMA "Odd app";
CREATE FUNCTION "Odd app".connect(oid, oid, internal) RETURNS text LANGUAGE c AS '$libdir/postgres_fdw', 'postgres_fdw_connection';
CREATE FOREIGN DATA WRAPPER connecting CONNECTION "Odd app".connect;
CREATE FOREIGN DATA WRAPPER complete HANDLER postgres_fdw_handler VALIDATOR postgres_fdw_validator CONNECTION postgres_fdw_connection;
CREATE FOREIGN DATA WRAPPER unconnected HANDLER postgres_fdw_handler NO CONNECTION;
CREATE SERVER far FOREIGN DATA WRAPPER connecting;
CREATE SUBSCRIPTION of_wrapper SERVER far PUBLICATION p WITH (connect = false);
