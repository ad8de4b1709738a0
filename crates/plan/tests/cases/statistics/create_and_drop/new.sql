CREATE TABLE item (a int, b int, c int);
CREATE STATISTICS pairs (ndistinct, mcv) ON a, c FROM item;
CREATE STATISTICS sums ON (a + b) FROM item;
COMMENT ON STATISTICS pairs IS 'they go together';
