CREATE TYPE feeling AS ENUM ('sad', 'ok');
CREATE TABLE item (id int, mood feeling DEFAULT 'sad');
