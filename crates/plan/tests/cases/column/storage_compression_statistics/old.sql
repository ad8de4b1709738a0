CREATE TABLE item (id int, a text, b text, c text);
