ALTER TABLE shop.review DROP COLUMN body;
ALTER TYPE shop.order_status ADD VALUE 'on_hold';
ALTER TABLE shop.orders ADD COLUMN gift_note text, ADD COLUMN max_items integer NOT NULL DEFAULT 5;
CREATE OR REPLACE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END;
$$;
