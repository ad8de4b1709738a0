CREATE TYPE mood AS ENUM ('ok', 'sad', 'gone');
CREATE TABLE extra (a mood);
CREATE TABLE keep (a mood);
