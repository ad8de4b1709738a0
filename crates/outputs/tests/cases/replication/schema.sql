-- Publications of single and all tables; a subscription without its connection.
CREATE TABLE a (id int PRIMARY KEY, b text);
CREATE TABLE c (id int PRIMARY KEY);
CREATE PUBLICATION two FOR TABLE a, c WITH (publish = 'insert, update');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE SUBSCRIPTION feed CONNECTION 'host=elsewhere password=hidden' PUBLICATION two WITH (connect = false);
