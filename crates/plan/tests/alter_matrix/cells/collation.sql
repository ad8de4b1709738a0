--- kind Collations
--- property owner and comment
--- old
CREATE COLLATION app@.fast (PROVIDER = libc, LOCALE = 'C');
--- new
CREATE COLLATION app@.fast (PROVIDER = libc, LOCALE = 'C');
ALTER COLLATION app@.fast OWNER TO alice;
COMMENT ON COLLATION app@.fast IS 'by bytes';
--- used
CREATE TABLE app@.word (text text COLLATE app@.fast PRIMARY KEY);
INSERT INTO app@.word VALUES ('a');
--- statement ALTER COLLATION app@.fast OWNER TO alice
--- statement COMMENT ON COLLATION app@.fast IS
--- property provider, locale, determinism
--- old
CREATE COLLATION app@.fast (PROVIDER = libc, LOCALE = 'C');
--- new
CREATE COLLATION app@.fast (PROVIDER = libc, LOCALE = 'POSIX');
--- recreated no statement changes the locale of a collation
--- back recreated no statement changes the locale of a collation
