
---------------------------------------------------------------------------------------------------- changed afterwards

-- Orders can be on hold, and have a note and a limit. Reviews keep their text.
ALTER TYPE shop.order_status ADD VALUE 'on_hold';
ALTER TABLE shop.orders ADD COLUMN gift_note text, ADD COLUMN max_items integer NOT NULL DEFAULT 5;
ALTER TABLE shop.orders ADD CONSTRAINT orders_max_items_check CHECK (max_items > 0);
CREATE INDEX review_stars_idx ON shop.review (stars);
