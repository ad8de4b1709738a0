-- Bodies in standard SQL, and what they depend on.
CREATE TABLE items (id integer PRIMARY KEY, name text);
CREATE FUNCTION doubled(x integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN x * 2;
CREATE FUNCTION renamed(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql
BEGIN ATOMIC
    UPDATE items SET name = b WHERE id = a;
    SELECT doubled(a) AS d FROM items;
END;
CREATE FUNCTION found() RETURNS SETOF items LANGUAGE sql STABLE ROWS 10 BEGIN ATOMIC SELECT * FROM items; END;
CREATE PROCEDURE emptied(a integer) LANGUAGE sql BEGIN ATOMIC DELETE FROM items WHERE id = a; END;
CREATE PROCEDURE nothing() LANGUAGE sql BEGIN ATOMIC END;
