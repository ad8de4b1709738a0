CREATE COLLATION c1 (provider = icu, locale = 'de');
CREATE TABLE t (a text COLLATE c1 PRIMARY KEY, b text COLLATE c1 CHECK (b > 'a'), n int);
CREATE INDEX i ON t (n, (b || 'x') COLLATE c1);
CREATE INDEX partial ON t (n) WHERE b < 'm';
CREATE TABLE u (a text COLLATE c1 REFERENCES t, g text COLLATE c1 GENERATED ALWAYS AS (upper(a)) STORED);
CREATE TABLE other (x text COLLATE "C");
CREATE INDEX explicit ON other (x COLLATE c1);
CREATE VIEW v AS SELECT a FROM t ORDER BY a;
