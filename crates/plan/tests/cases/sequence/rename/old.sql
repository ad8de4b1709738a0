CREATE SEQUENCE old_numbers;
CREATE TABLE item (id int DEFAULT nextval('old_numbers'));
