-- All tables except some. A table that inherits from an excepted one is an entry of its own.
CREATE SCHEMA "Odd app";
CREATE TABLE "Odd app"."Audit log" (id integer);
CREATE TABLE parent (id integer);
CREATE TABLE child () INHERITS (parent);
CREATE TABLE measurement (day date) PARTITION BY RANGE (day);
CREATE TABLE measurement_2026 PARTITION OF measurement FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE PUBLICATION all_but_some FOR ALL TABLES EXCEPT (TABLE ONLY "Odd app"."Audit log", measurement);
CREATE PUBLICATION all_but_parents FOR ALL TABLES EXCEPT (TABLE parent);
CREATE PUBLICATION all_but_one_parent FOR ALL TABLES EXCEPT (TABLE ONLY parent) WITH (publish = 'insert');
COMMENT ON PUBLICATION all_but_some IS 'without the log';
