ALTER DOMAIN public.positive SET DEFAULT 2;
ALTER DOMAIN public.positive SET NOT NULL;

ALTER DOMAIN public.positive ADD CONSTRAINT new CHECK (VALUE > 1);

ALTER DOMAIN public.positive DROP CONSTRAINT old;
