CREATE TYPE level AS ENUM ('lo', 'mid', 'hi');
CREATE DOMAIN checked_level AS level DEFAULT 'lo';
CREATE TABLE item (id int, l checked_level);
