CREATE COLLATION own (provider = icu, locale = 'und-u-ks-level2');
CREATE TABLE t (a text COLLATE own UNIQUE, c text COLLATE own);
