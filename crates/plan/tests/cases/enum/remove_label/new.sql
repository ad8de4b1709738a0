CREATE TYPE mood AS ENUM ('ok', 'happy');
CREATE TABLE item (id int, mood mood DEFAULT 'ok', moods mood[]);
CREATE INDEX item_mood ON item (mood) WHERE mood = 'ok';
CREATE VIEW moods AS SELECT mood FROM item;
CREATE FUNCTION is_ok(m mood) RETURNS boolean LANGUAGE sql AS 'SELECT m = ''ok''';
