-- Attributes: types with modifiers, collations, comments; dropped ones; a type in a type; none at all.
CREATE TYPE inner_type AS (x integer, y numeric(10, 2));
CREATE TYPE outer_type AS (
    a varchar(20) COLLATE "C",
    "B c" inner_type,
    d inner_type[],
    gone integer,
    e timestamp(3) with time zone
);
ALTER TYPE outer_type DROP ATTRIBUTE gone;
CREATE TYPE empty AS ();
COMMENT ON TYPE outer_type IS 'holds the other';
COMMENT ON COLUMN outer_type.a IS 'an attribute';
REVOKE ALL ON TYPE inner_type FROM PUBLIC;
ALTER TYPE inner_type OWNER TO pg_monitor;
