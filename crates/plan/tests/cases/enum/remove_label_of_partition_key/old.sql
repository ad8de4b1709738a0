CREATE TYPE mood AS ENUM ('sad', 'ok', 'unused');
CREATE TABLE person (id int, mood mood) PARTITION BY LIST (mood);
CREATE TABLE person_sad PARTITION OF person FOR VALUES IN ('sad');
INSERT INTO person VALUES (1, 'sad');
