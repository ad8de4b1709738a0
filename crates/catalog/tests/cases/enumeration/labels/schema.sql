-- The order of labels is not that of their making.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
ALTER TYPE mood ADD VALUE 'content' BEFORE 'happy';
ALTER TYPE mood ADD VALUE 'desperate' BEFORE 'sad';
CREATE TYPE "Odd" AS ENUM ('it''s', 'back\slash', 'Two Words', '', '1');
CREATE TYPE nothing AS ENUM ();
COMMENT ON TYPE mood IS 'how it is';
GRANT USAGE ON TYPE mood TO pg_monitor WITH GRANT OPTION;
REVOKE ALL ON TYPE "Odd" FROM PUBLIC;
ALTER TYPE "Odd" OWNER TO pg_monitor;
