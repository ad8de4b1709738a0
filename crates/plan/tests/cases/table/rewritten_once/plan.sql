ALTER TABLE app.big ALTER COLUMN c TYPE character varying(20);

ALTER TABLE app.kid
    ALTER COLUMN x TYPE bigint,
    ALTER COLUMN y TYPE bigint;

ALTER TABLE app.log
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN b TYPE bigint,
    SET UNLOGGED;

ALTER TABLE app.small ALTER COLUMN a TYPE bigint;

ALTER TABLE app.small ALTER COLUMN c TYPE character varying(20);

DROP VIEW app.bees;

ALTER TABLE app.big DROP COLUMN g;

ALTER TABLE app.big ALTER COLUMN e DROP DEFAULT;

ALTER TABLE app.big
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN b TYPE bigint,
    ALTER COLUMN d TYPE timestamp with time zone,
    ALTER COLUMN e TYPE app.state USING e::text::app.state,
    ALTER COLUMN f TYPE integer,
    ADD COLUMN g integer GENERATED ALWAYS AS (f * 2) STORED,
    ADD COLUMN h uuid DEFAULT gen_random_uuid(),
    ADD COLUMN i bigint GENERATED ALWAYS AS IDENTITY NOT NULL;

ALTER TABLE app.big ALTER COLUMN e SET DEFAULT 'open'::app.state;

CREATE VIEW app.bees AS
 SELECT big.b
   FROM app.big;
ALTER VIEW app.bees OWNER TO postgres;
