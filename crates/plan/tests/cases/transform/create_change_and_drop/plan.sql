DROP TRANSFORM FOR bigint LANGUAGE sql;

CREATE OR REPLACE TRANSFORM FOR integer LANGUAGE sql (
    FROM SQL WITH FUNCTION prsd_lextype(internal),
    TO SQL WITH FUNCTION int4recv(internal)
);

CREATE TRANSFORM FOR smallint LANGUAGE sql (
    TO SQL WITH FUNCTION int2recv(internal)
);
COMMENT ON TRANSFORM FOR smallint LANGUAGE sql IS 'one way';
