CREATE SEQUENCE numbers;
CREATE TABLE item (id int DEFAULT nextval('numbers'));
