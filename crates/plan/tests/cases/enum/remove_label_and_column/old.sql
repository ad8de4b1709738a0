CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE item (id int, kept mood, gone mood, words mood);
INSERT INTO item VALUES (1, 'ok', 'sad', 'sad');
