CREATE TABLE item (id int, a text, b text, both_words text GENERATED ALWAYS AS (a || b) STORED);
