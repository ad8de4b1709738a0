CREATE TABLE note (a integer, b text COLLATE "POSIX", c varchar);
CREATE STATISTICS of_note ON a, b FROM note;
ALTER STATISTICS of_note SET STATISTICS 0;
COMMENT ON STATISTICS of_note IS 'kept';
CREATE STATISTICS other ON a, b FROM note;
CREATE INDEX lower_c ON note (lower(c));
ALTER INDEX lower_c ALTER COLUMN 1 SET STATISTICS 9;
