CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN some_mood AS mood DEFAULT 'ok' CHECK (VALUE <> 'sad');
CREATE TYPE day AS (mood mood, note text);
CREATE TABLE item (id int, mood some_mood, today day, moods some_mood[]);
CREATE VIEW moods AS SELECT mood, (today).mood AS today FROM item;
ALTER TYPE mood OWNER TO alice;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
COMMENT ON TYPE mood IS 'how it is';
INSERT INTO item VALUES (1, 'happy', ('ok', 'x'), '{ok,happy}'), (2, NULL, NULL, NULL), (3, 'ok', (NULL, NULL), '{NULL}');
