CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = "und-x-icu");
CREATE TABLE t (a words, b words UNIQUE);
