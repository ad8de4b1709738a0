CREATE DOMAIN positive AS int;
CREATE TYPE pair AS (one positive, two int);
CREATE TABLE t (a positive[], b pair, c pair[]);
