-- Constraints of every type with all their options.
CREATE EXTENSION btree_gist;
CREATE TABLE target (a int, b int, PRIMARY KEY (a, b), CONSTRAINT by_b UNIQUE (b));
CREATE TABLE t (
    id int PRIMARY KEY,
    code text CONSTRAINT code_once UNIQUE DEFERRABLE INITIALLY DEFERRED,
    low int,
    high int,
    during tsrange,
    a int,
    b int,
    CONSTRAINT ordered CHECK (low < high),
    CONSTRAINT never_overlaps EXCLUDE USING gist (low WITH =, during WITH &&) WHERE (low > 0) DEFERRABLE,
    CONSTRAINT to_target FOREIGN KEY (a, b) REFERENCES target MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL,
    CONSTRAINT to_b FOREIGN KEY (b) REFERENCES target (b) ON DELETE RESTRICT DEFERRABLE,
    CONSTRAINT including UNIQUE (low, high) INCLUDE (code) WITH (fillfactor = 70)
);
ALTER TABLE t ADD CONSTRAINT unchecked CHECK (low <> 7) NOT VALID;
COMMENT ON CONSTRAINT ordered ON t IS 'in order';
CREATE TABLE on_index (x int NOT NULL, y int);
CREATE UNIQUE INDEX made_first ON on_index (x);
ALTER TABLE on_index ADD CONSTRAINT made_first PRIMARY KEY USING INDEX made_first;
ALTER TABLE on_index REPLICA IDENTITY USING INDEX made_first;
ALTER TABLE on_index CLUSTER ON made_first;
