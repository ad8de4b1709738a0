CREATE TABLE customer (id int PRIMARY KEY, label text);
CREATE VIEW labels AS SELECT label FROM customer;
CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM labels;
CREATE FUNCTION customer_of(i int) RETURNS customer LANGUAGE sql AS 'SELECT * FROM customer WHERE id = i';
