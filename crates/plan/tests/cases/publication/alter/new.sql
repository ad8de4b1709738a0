CREATE TABLE item (id int PRIMARY KEY);
CREATE TABLE gone (id int PRIMARY KEY);
CREATE TABLE added (id int PRIMARY KEY);
CREATE PUBLICATION feed FOR TABLE item, added WITH (publish = 'insert');
ALTER PUBLICATION feed OWNER TO alice;
