CREATE TABLE customer (id serial PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customer);
CREATE INDEX ON orders (customer_id);
