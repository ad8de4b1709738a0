CREATE TABLE sale (price int, count int, total int GENERATED ALWAYS AS (price * count) VIRTUAL);
CREATE STATISTICS sale_changed ON price, count FROM sale;
CREATE STATISTICS sale_kept ON total FROM sale;
CREATE STATISTICS sale_gone ON total, price FROM sale;
