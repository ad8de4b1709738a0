CREATE TABLE item (id int, label text);
CREATE VIEW labels AS SELECT id, label FROM item WHERE id > 0;
CREATE VIEW upper_view AS SELECT id FROM labels;
