CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE item (id int, label text);
CREATE VIEW labels AS SELECT label FROM item;
