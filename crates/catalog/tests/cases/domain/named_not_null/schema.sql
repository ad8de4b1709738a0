-- Not-null constraints with names (PostgreSQL 17).
CREATE DOMAIN by_default AS integer NOT NULL;
CREATE DOMAIN commented AS integer NOT NULL;
COMMENT ON CONSTRAINT commented_not_null ON DOMAIN commented IS 'why not';
CREATE DOMAIN named AS integer CONSTRAINT "given Name" NOT NULL CHECK (VALUE > 0);
