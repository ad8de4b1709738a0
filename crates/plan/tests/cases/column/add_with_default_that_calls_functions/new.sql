CREATE FUNCTION code() RETURNS text LANGUAGE sql VOLATILE AS $$SELECT 'a'$$;
CREATE FUNCTION fixed(int) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'b'$$;
CREATE FUNCTION fixed() RETURNS text LANGUAGE sql VOLATILE AS $$SELECT 'c'$$;
CREATE TABLE item (
    id int,
    token uuid NOT NULL DEFAULT gen_random_uuid(),
    code text DEFAULT code(),
    fixed text DEFAULT fixed(1),
    note text DEFAULT 'random() is not called'
);
