CREATE TABLE orders (id integer, paid boolean);
CREATE VIEW open_orders WITH (security_barrier = true) AS
    SELECT id, paid FROM orders WHERE NOT paid
    WITH LOCAL CHECK OPTION;
CREATE RULE keep AS ON DELETE TO open_orders DO INSTEAD NOTHING;
ALTER VIEW open_orders ALTER COLUMN paid SET DEFAULT false;
