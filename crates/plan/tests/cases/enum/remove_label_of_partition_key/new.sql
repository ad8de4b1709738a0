CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE person (id int, mood mood) PARTITION BY LIST (mood);
CREATE TABLE person_sad PARTITION OF person FOR VALUES IN ('sad');
