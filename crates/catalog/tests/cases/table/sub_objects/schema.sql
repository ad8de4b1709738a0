CREATE TABLE customers (id integer PRIMARY KEY, region text);
CREATE TABLE orders (
    id integer CONSTRAINT orders_key PRIMARY KEY,
    customer integer CONSTRAINT to_customer REFERENCES customers ON DELETE CASCADE,
    amount numeric(8,2) CONSTRAINT positive CHECK (amount > 0)
);
CREATE INDEX large_orders ON orders USING btree (amount DESC, lower(id::text)) INCLUDE (customer) WHERE amount > 100;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE INSERT OR UPDATE OF amount ON orders
    FOR EACH ROW WHEN (NEW.amount > 10) EXECUTE FUNCTION touch('an argument');
ALTER TABLE orders DISABLE TRIGGER touched;
CREATE RULE keep AS ON DELETE TO orders WHERE OLD.amount > 1000 DO INSTEAD NOTHING;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON orders AS RESTRICTIVE FOR SELECT TO alice USING (amount < 50);
COMMENT ON POLICY mine ON orders IS 'small orders';
