CREATE TABLE booking (id int, during int4range, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (id > 0));
