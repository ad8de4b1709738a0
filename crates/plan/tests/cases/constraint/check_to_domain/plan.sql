CREATE DOMAIN public.whole AS integer
    CONSTRAINT whole_check CHECK (VALUE >= 0);
ALTER DOMAIN public.whole OWNER TO postgres;

ALTER TABLE public.t DROP CONSTRAINT t_a_check;

ALTER TABLE public.t ALTER COLUMN a TYPE public.positive;

ALTER TABLE public.t ALTER COLUMN b TYPE integer;

ALTER TABLE public.t
    ADD CONSTRAINT t_b_check CHECK (b > 0) NOT VALID;

ALTER TABLE public.t VALIDATE CONSTRAINT t_b_check;

ALTER TABLE public.u DROP CONSTRAINT u_a_check;

ALTER TABLE public.u ALTER COLUMN a TYPE public.whole;
