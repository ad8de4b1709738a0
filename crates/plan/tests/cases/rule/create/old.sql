CREATE TABLE item (id int);
CREATE VIEW ids AS SELECT id FROM item;
