CREATE TABLE event (id int, at int) PARTITION BY RANGE (id);
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE INDEX event_at ON event (at);
