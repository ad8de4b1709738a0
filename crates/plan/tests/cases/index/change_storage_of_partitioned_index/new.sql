CREATE TABLE p (a int, b text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX i1 ON p (a) WITH (fillfactor = 60);
CREATE INDEX i2 ON p (b) WITH (fillfactor = 80);
CREATE INDEX i3 ON p USING gist (int4range(a, a));
CREATE INDEX i4 ON ONLY p (a, b) WITH (fillfactor = 70);
CREATE INDEX i4p ON p1 (a, b) WITH (fillfactor = 50);
ALTER INDEX i4 ATTACH PARTITION i4p;
ALTER TABLE p ADD UNIQUE (a) WITH (fillfactor = 50);
