CREATE FUNCTION public.connect_again(oid, oid, internal)
    RETURNS text
    LANGUAGE c
    AS '$libdir/postgres_fdw', 'postgres_fdw_connection';
ALTER FUNCTION public.connect_again(oid, oid, internal) OWNER TO postgres;

ALTER FOREIGN DATA WRAPPER changes CONNECTION public.connect_again;

ALTER FOREIGN DATA WRAPPER loses NO CONNECTION;

DROP FUNCTION public.connect(oid, oid, internal);

ALTER FOREIGN DATA WRAPPER gets HANDLER public.postgres_fdw_handler CONNECTION public.connect_again OPTIONS (ADD a 'b');

CREATE SUBSCRIPTION sub
    SERVER far
    PUBLICATION p
    WITH (connect = false, slot_name = NONE, streaming = parallel);
ALTER SUBSCRIPTION sub OWNER TO postgres;
