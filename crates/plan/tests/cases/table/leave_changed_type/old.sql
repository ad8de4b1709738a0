CREATE TYPE one AS (a int);
CREATE TYPE two AS (a int, b text);
CREATE TABLE free OF one;
CREATE TABLE kept OF one;
CREATE TABLE other OF one;
CREATE TABLE dropped OF one;
