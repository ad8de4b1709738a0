CREATE TABLE place (id int PRIMARY KEY);
CREATE TABLE measure (id int NOT NULL, day int NOT NULL, place int REFERENCES place, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE measure_1 PARTITION OF measure FOR VALUES FROM (0) TO (10);
CREATE TABLE measure_2 PARTITION OF measure FOR VALUES FROM (10) TO (20);
CREATE TABLE note (measure int, day int);
INSERT INTO place VALUES (1);
INSERT INTO measure VALUES (1, 1, 1), (2, 11, 1);
INSERT INTO note VALUES (1, 1);
