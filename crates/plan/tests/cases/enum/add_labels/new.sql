CREATE TYPE mood AS ENUM ('awful', 'sad', 'ok', 'happy', 'great');
CREATE TABLE item (id int, mood mood DEFAULT 'ok');
