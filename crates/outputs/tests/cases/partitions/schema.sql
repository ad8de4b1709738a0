-- Partitions created and attached, of several levels, with indexes attached, keys, triggers and a default partition.
CREATE TABLE events (id bigint, at date NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX events_kind ON events (kind);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY RANGE (id);
CREATE TABLE events_2024_a PARTITION OF events_2024 FOR VALUES FROM (0) TO (1000);
CREATE TABLE events_2024_rest PARTITION OF events_2024 DEFAULT;
-- An attached partition with another column order and its own index.
CREATE TABLE events_old (kind text, at date NOT NULL, id bigint NOT NULL, extra_default int DEFAULT 1);
ALTER TABLE events_old DROP COLUMN extra_default;
CREATE INDEX old_kind ON events_old (kind);
ALTER TABLE events ATTACH PARTITION events_old FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE FUNCTION noticed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER notice AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION noticed();
ALTER TABLE events_old DISABLE TRIGGER notice;
CREATE TABLE hashed (a int, b text) PARTITION BY HASH (a, lower(b));
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- An index that is invalid until the indexes of all partitions are attached.
CREATE INDEX waiting ON ONLY hashed (b);
CREATE INDEX hashed_0_b ON hashed_0 (b);
ALTER INDEX waiting ATTACH PARTITION hashed_0_b;
CREATE TABLE refers (id bigint, at date, FOREIGN KEY (id, at) REFERENCES events);
