CREATE TABLE event (id int PRIMARY KEY, label text) PARTITION BY RANGE (id);
CREATE INDEX event_label ON event (label);
CREATE TABLE event_low (id int PRIMARY KEY, label text);
CREATE INDEX event_low_label_idx ON event_low (label);
CREATE TABLE event_high PARTITION OF event FOR VALUES FROM (10) TO (20);
