CREATE TABLE item (a int, b int, c int);
CREATE STATISTICS gone ON a, b FROM item;
