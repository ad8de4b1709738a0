-- Virtual generated columns are expressions of a statistics object, next to stored columns.
CREATE TABLE sale (price integer, count integer, total integer GENERATED ALWAYS AS (price * count) VIRTUAL);
CREATE STATISTICS sale_total ON total FROM sale;
CREATE STATISTICS sale_mixed (ndistinct, mcv) ON (count % 10), total, price FROM sale;
CREATE STATISTICS sale_pair ON total, count FROM sale;
