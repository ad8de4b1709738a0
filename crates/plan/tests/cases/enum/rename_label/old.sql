CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE item (id int, mood mood DEFAULT 'sad');
