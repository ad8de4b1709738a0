CREATE SCHEMA app;
CREATE TABLE item (id int PRIMARY KEY, label text);
CREATE INDEX item_label ON item (label);
CREATE VIEW labels AS SELECT label FROM item;
