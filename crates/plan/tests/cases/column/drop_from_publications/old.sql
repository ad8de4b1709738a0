CREATE TABLE item (id int PRIMARY KEY, gone int, kept int);
INSERT INTO item VALUES (1, 1, 1);
CREATE TABLE other (id int PRIMARY KEY, gone int);
CREATE PUBLICATION columns FOR TABLE item (id, gone, kept), other (id, gone) WITH (publish = 'insert');
CREATE PUBLICATION rows FOR TABLE item WHERE (gone > 0) WITH (publish = 'insert');
CREATE PUBLICATION retyped FOR TABLE other (id, gone) WHERE (gone > 0) WITH (publish = 'insert');
