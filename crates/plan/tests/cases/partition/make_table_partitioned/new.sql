CREATE TABLE event (id int, kind text) PARTITION BY LIST (kind);
CREATE TABLE event_rest PARTITION OF event DEFAULT;
