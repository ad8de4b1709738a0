CREATE TYPE mood AS ENUM ('sad', 'ok', 'unused');
CREATE FUNCTION is_sad(mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT $1 = 'sad'$$;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE person (
    id int PRIMARY KEY,
    mood mood NOT NULL DEFAULT 'ok' CHECK (is_sad(mood) IS NOT NULL),
    is_sad boolean GENERATED ALWAYS AS (mood = 'sad') STORED,
    moods mood[] DEFAULT '{ok}',
    CONSTRAINT one_mood EXCLUDE (mood WITH =, id WITH =)
);
INSERT INTO person (id, mood) VALUES (1, 'sad'), (2, 'ok');
CREATE INDEX by_mood ON person (mood) WHERE mood <> 'sad';
CREATE UNIQUE INDEX by_expression ON person ((mood = 'sad'), id) INCLUDE (mood);
CREATE STATISTICS moods ON mood, id FROM person;
CREATE TRIGGER note BEFORE UPDATE OF mood ON person FOR EACH ROW WHEN (new.mood = 'sad') EXECUTE FUNCTION note();
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY glad ON person USING (mood <> 'sad');
CREATE MATERIALIZED VIEW sad AS SELECT id, mood FROM person WHERE mood = 'sad';
CREATE UNIQUE INDEX sad_id ON sad (id);
COMMENT ON COLUMN person.mood IS 'today';
COMMENT ON INDEX by_mood IS 'not the sad ones';
ALTER TABLE person CLUSTER ON person_pkey;
