CREATE TYPE address AS (street text COLLATE "C", zip int);
COMMENT ON TYPE address IS 'where';
COMMENT ON COLUMN address.zip IS 'five digits';
