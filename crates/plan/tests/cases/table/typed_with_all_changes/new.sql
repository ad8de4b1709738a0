CREATE TYPE pair AS (a bigint, b text, c date);
CREATE TABLE one OF pair (a PRIMARY KEY, b DEFAULT 'y' NOT NULL, c CHECK (c > '2000-01-01'));
CREATE TABLE two OF pair (c DEFAULT '2001-01-01');
CREATE INDEX by_b ON one (b);
CREATE VIEW ones AS SELECT a FROM one;
