CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION later (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE TABLE t (a text COLLATE caseless UNIQUE, b text COLLATE later UNIQUE CHECK (b < 'x'), c text COLLATE caseless);
