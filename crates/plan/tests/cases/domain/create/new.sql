CREATE DOMAIN email AS text COLLATE "C" DEFAULT 'none' NOT NULL CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
COMMENT ON DOMAIN email IS 'an address';
COMMENT ON CONSTRAINT has_at ON DOMAIN email IS 'with an at sign';
