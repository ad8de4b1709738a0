CREATE TYPE mood AS ENUM ('sad', 'ok', 'unused');
CREATE TABLE mood_text (mood mood PRIMARY KEY, text text);
CREATE TABLE person (id int PRIMARY KEY, mood mood REFERENCES mood_text, moods mood[]);
INSERT INTO mood_text VALUES ('sad', 'Sad'), ('ok', 'Fine');
INSERT INTO person VALUES (1, 'sad', '{ok,sad}'), (2, NULL, NULL);
