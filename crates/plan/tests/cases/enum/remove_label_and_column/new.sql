CREATE TYPE mood AS ENUM ('ok', 'happy');
CREATE TABLE item (id int, kept mood, words text);
