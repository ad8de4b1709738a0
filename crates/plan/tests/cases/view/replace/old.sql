CREATE TABLE item (id int, label text);
CREATE VIEW labels AS SELECT id FROM item;
CREATE VIEW upper_view AS SELECT * FROM labels;
