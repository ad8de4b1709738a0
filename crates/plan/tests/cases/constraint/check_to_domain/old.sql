CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE t (a int CHECK (a > 0), b positive);
CREATE TABLE u (a int CHECK (a > 0));
