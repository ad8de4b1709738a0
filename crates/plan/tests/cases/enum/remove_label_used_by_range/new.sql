CREATE TYPE grade AS ENUM ('a', 'b', 'c');
CREATE TYPE grades AS RANGE (SUBTYPE = grade);
CREATE DOMAIN passing AS grades CHECK (lower(VALUE) IS NOT NULL);
CREATE TABLE course (id int PRIMARY KEY, expected grades, taken grades[], several grades_multirange, passing passing DEFAULT '[a,b]');
CREATE VIEW best AS SELECT id FROM course WHERE expected @> 'a'::grade;
CREATE FUNCTION worst(grades) RETURNS grade LANGUAGE sql AS 'SELECT upper($1)';
