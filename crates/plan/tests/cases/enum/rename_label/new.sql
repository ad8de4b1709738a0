CREATE TYPE mood AS ENUM ('unhappy', 'ok');
CREATE TABLE item (id int, mood mood DEFAULT 'unhappy');
