CREATE TYPE one AS (a int, b varchar(9));
CREATE TYPE two AS (a int, b text);
CREATE TABLE free (a int, b varchar(9));
CREATE TABLE kept OF one;
CREATE TABLE other OF two;
