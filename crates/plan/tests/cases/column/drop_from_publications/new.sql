CREATE TABLE item (id int PRIMARY KEY, kept int);
CREATE TABLE other (id int PRIMARY KEY, gone bigint);
CREATE PUBLICATION columns FOR TABLE item (id, kept), other (id, gone) WITH (publish = 'insert');
CREATE PUBLICATION rows FOR TABLE item WHERE (kept > 0) WITH (publish = 'insert');
CREATE PUBLICATION retyped FOR TABLE other (id, gone) WHERE (gone > 0) WITH (publish = 'insert');
