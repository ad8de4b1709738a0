CREATE TABLE event (id int PRIMARY KEY, label text) PARTITION BY RANGE (id);
CREATE INDEX event_label ON event (label);
CREATE TABLE event_low PARTITION OF event FOR VALUES FROM (0) TO (10);
CREATE TABLE event_high PARTITION OF event FOR VALUES FROM (10) TO (20);
