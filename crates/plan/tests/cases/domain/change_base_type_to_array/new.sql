CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN inner_number AS int;
CREATE DOMAIN numbers AS inner_number[];
CREATE DOMAIN moods AS mood[];
CREATE TABLE t (a numbers, b moods);
