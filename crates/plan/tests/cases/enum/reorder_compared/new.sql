CREATE TYPE level AS ENUM ('high', 'middle', 'low');
CREATE DOMAIN some_level AS level CHECK (VALUE > 'low');
CREATE TYPE levels AS RANGE (SUBTYPE = level);
CREATE TABLE t (a level CHECK (a > 'low'), b some_level, c levels, d some_level[]);
