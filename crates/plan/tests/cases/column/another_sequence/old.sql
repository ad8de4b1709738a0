CREATE SEQUENCE numbers;
CREATE TABLE item (id bigint DEFAULT nextval('numbers') PRIMARY KEY, name text);
CREATE TABLE part (id bigint DEFAULT nextval('numbers') PRIMARY KEY, name text);
