CREATE TABLE item (id int);
CREATE VIEW lower_view AS SELECT id FROM item;
CREATE VIEW upper_view AS SELECT id FROM lower_view;
