CREATE DOMAIN public.email AS text COLLATE "C" DEFAULT 'none'::text
    NOT NULL
    CONSTRAINT has_at CHECK (VALUE ~~ '%@%'::text);
COMMENT ON CONSTRAINT has_at ON DOMAIN public.email IS 'with an at sign';
ALTER DOMAIN public.email OWNER TO postgres;
COMMENT ON DOMAIN public.email IS 'an address';
