CREATE TABLE item (id int PRIMARY KEY, label text CHECK (label IN ('a', 'b')));
CREATE VIEW labels AS SELECT label FROM item;
