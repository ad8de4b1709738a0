CREATE TABLE event (id int, kind text) PARTITION BY LIST (kind);
CREATE TABLE event_a PARTITION OF event FOR VALUES IN ('a');
CREATE VIEW all_events AS SELECT id FROM event;
