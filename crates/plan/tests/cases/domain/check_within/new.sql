CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (one positive, two int);
CREATE TABLE t (a positive[], b pair, c pair[]);
