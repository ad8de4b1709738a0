CREATE TABLE event (id int, at int) PARTITION BY RANGE (at);
CREATE TABLE event_low PARTITION OF event FOR VALUES FROM (0) TO (10);
CREATE TABLE event_high PARTITION OF event FOR VALUES FROM (10) TO (20);
CREATE INDEX event_id ON event (id);
