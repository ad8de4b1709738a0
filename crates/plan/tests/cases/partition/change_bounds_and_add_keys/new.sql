CREATE TABLE place (id int PRIMARY KEY);
CREATE TABLE measure (id int NOT NULL, day int NOT NULL, place int REFERENCES place, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE measure_1 PARTITION OF measure FOR VALUES FROM (0) TO (5);
CREATE TABLE measure_2 PARTITION OF measure FOR VALUES FROM (5) TO (20);
CREATE TABLE note (measure int, day int, FOREIGN KEY (measure, day) REFERENCES measure);
