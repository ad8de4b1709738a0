CREATE TABLE orders (id int PRIMARY KEY, customer_id int);
CREATE INDEX ON orders (customer_id);
