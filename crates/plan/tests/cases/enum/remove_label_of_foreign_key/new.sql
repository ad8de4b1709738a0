CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE mood_text (mood mood PRIMARY KEY, text text);
CREATE TABLE person (id int PRIMARY KEY, mood mood REFERENCES mood_text, moods mood[]);
