CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
COMMENT ON TYPE mood IS 'how it is';
CREATE TABLE item (id int, mood mood DEFAULT 'ok');
