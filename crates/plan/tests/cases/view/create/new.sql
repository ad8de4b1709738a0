CREATE TABLE item (id int, label text);
CREATE VIEW labels WITH (security_barrier) AS SELECT label FROM item WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 5;
COMMENT ON VIEW labels IS 'visible';
COMMENT ON COLUMN labels.label IS 'a word';
GRANT SELECT ON labels TO alice;
