CREATE TABLE sale (price int, count int, total int GENERATED ALWAYS AS (price * count + 1) VIRTUAL);
CREATE STATISTICS sale_changed ON price, total, (count + 1) FROM sale;
CREATE STATISTICS sale_kept ON total FROM sale;
CREATE STATISTICS sale_new ON total FROM sale;
