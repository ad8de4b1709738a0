CREATE TABLE item (id int UNIQUE DEFERRABLE INITIALLY DEFERRED, code text, slot int, CONSTRAINT one_code UNIQUE (code) INCLUDE (slot) WITH (fillfactor = 70));
COMMENT ON CONSTRAINT one_code ON item IS 'never twice';
