CREATE TYPE level AS ENUM ('low', 'middle', 'high');
CREATE DOMAIN some_level AS level CHECK (VALUE > 'low');
CREATE TYPE levels AS RANGE (SUBTYPE = level);
CREATE TABLE t (a level CHECK (a > 'low'), b some_level, c levels, d some_level[]);
