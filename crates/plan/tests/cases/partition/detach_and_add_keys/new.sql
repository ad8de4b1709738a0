CREATE TABLE place (id int PRIMARY KEY);
CREATE TABLE measure (id int NOT NULL, day int NOT NULL, place int REFERENCES place ON DELETE CASCADE, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE measure_1 PARTITION OF measure FOR VALUES FROM (0) TO (10);
CREATE TABLE measure_3 PARTITION OF measure FOR VALUES FROM (10) TO (30);
CREATE TABLE measure_2 (id int NOT NULL, day int NOT NULL, place int, CONSTRAINT measure_2_pkey PRIMARY KEY (id, day), CONSTRAINT measure_place_fkey FOREIGN KEY (place) REFERENCES place);
CREATE TABLE note (measure int, day int, FOREIGN KEY (measure, day) REFERENCES measure);
