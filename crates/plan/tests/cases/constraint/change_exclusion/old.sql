CREATE TABLE booking (id int, during int4range, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
COMMENT ON CONSTRAINT no_overlap ON booking IS 'kept';
