CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN whole AS int CHECK (VALUE >= 0);
CREATE TABLE t (a positive, b int CHECK (b > 0));
CREATE TABLE u (a whole);
