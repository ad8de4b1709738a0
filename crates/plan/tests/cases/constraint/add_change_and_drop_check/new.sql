CREATE TABLE item (id int, CONSTRAINT changed CHECK (id > -1), CONSTRAINT added CHECK (id <> 5));
COMMENT ON CONSTRAINT changed ON item IS 'kept';
