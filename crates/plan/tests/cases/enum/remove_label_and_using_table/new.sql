CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE keep (a mood);
