CREATE SEQUENCE numbers;
CREATE SEQUENCE part_numbers AS integer START WITH 100 INCREMENT BY 10;
CREATE TABLE item (id bigint DEFAULT nextval('numbers') PRIMARY KEY, name text);
CREATE TABLE part (id bigint DEFAULT nextval('part_numbers') PRIMARY KEY, name text);
