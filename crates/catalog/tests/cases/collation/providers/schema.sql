-- Collations of libc and ICU.
CREATE COLLATION plain (LOCALE = 'C');
CREATE COLLATION "Two" (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk');
CREATE COLLATION insensitive (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE TABLE uses (a text COLLATE insensitive);
COMMENT ON COLLATION german IS 'as in a telephone book';
ALTER COLLATION plain OWNER TO pg_monitor;
