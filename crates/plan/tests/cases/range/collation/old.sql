CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TABLE t (a words, b words UNIQUE);
