CREATE TABLE item (id int, label text, price numeric(10, 2) NOT NULL DEFAULT 0, at timestamptz DEFAULT now());
COMMENT ON COLUMN item.price IS 'In euros';
GRANT SELECT (price) ON item TO alice;
