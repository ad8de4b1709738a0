CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (a text UNIQUE, b text UNIQUE CHECK (b < 'x'), c text);
