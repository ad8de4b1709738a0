CREATE TABLE item (id serial, label text);
CREATE VIEW labels AS SELECT label FROM item;
