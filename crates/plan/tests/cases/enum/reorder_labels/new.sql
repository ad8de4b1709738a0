CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE item (id int, mood mood);
