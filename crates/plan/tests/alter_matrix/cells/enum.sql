--- kind Enums
--- property label added at the end
--- old
CREATE TYPE app@.mood AS ENUM ('sad', 'ok');
--- new
CREATE TYPE app@.mood AS ENUM ('sad', 'ok', 'glad');
--- used
CREATE TABLE app@.person (mood app@.mood DEFAULT 'ok', moods app@.mood[]);
INSERT INTO app@.person VALUES ('sad', '{sad,ok}');
CREATE VIEW app@.sad AS SELECT mood FROM app@.person WHERE mood = 'sad';
--- statement ALTER TYPE app@.mood ADD VALUE 'glad'
--- back recreated no statement removes a label; columns are converted to a new type
--- property label added at the beginning
--- old
CREATE TYPE app@.mood AS ENUM ('sad', 'ok');
--- new
CREATE TYPE app@.mood AS ENUM ('bad', 'sad', 'ok');
--- used
CREATE TABLE app@.person (mood app@.mood PRIMARY KEY);
INSERT INTO app@.person VALUES ('sad');
--- statement ALTER TYPE app@.mood ADD VALUE 'bad' BEFORE 'sad'
--- back recreated no statement removes a label
--- property labels added in between
--- old
CREATE TYPE app@.mood AS ENUM ('sad', 'ok');
--- new
CREATE TYPE app@.mood AS ENUM ('sad', 'so', 'so so', 'ok');
--- statement ALTER TYPE app@.mood ADD VALUE 'so' AFTER 'sad'
--- statement ALTER TYPE app@.mood ADD VALUE 'so so' AFTER 'so'
--- back recreated no statement removes a label
