CREATE TABLE doc (id int, words text);
