CREATE TYPE address AS (street text);
CREATE CAST (text AS address) WITH INOUT;
