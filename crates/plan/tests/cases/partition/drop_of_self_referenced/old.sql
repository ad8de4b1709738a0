CREATE TABLE node (id integer, parent integer, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE node_rest PARTITION OF node DEFAULT;
CREATE TABLE node_1 PARTITION OF node FOR VALUES FROM (1) TO (100);
ALTER TABLE node ADD CONSTRAINT node_parent FOREIGN KEY (parent) REFERENCES node (id);
CREATE TABLE other (node integer REFERENCES node);
