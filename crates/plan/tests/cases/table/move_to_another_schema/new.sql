CREATE SCHEMA app;
CREATE TABLE app.item (id int PRIMARY KEY, label text);
CREATE INDEX item_label ON app.item (label);
CREATE VIEW labels AS SELECT label FROM app.item;
