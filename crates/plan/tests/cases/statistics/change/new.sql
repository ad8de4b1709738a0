CREATE TABLE item (a int, b int, c int);
CREATE STATISTICS kinds (dependencies) ON a, b FROM item;
CREATE STATISTICS target ON a, c FROM item;
ALTER STATISTICS target SET STATISTICS 500;
