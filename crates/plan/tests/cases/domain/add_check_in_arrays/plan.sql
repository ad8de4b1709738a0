ALTER TABLE public.item ALTER COLUMN amount DROP DEFAULT;

ALTER FUNCTION public.amounts(public.amount, public.amount) RENAME TO pgplumb_old_amounts;
ALTER FUNCTION public.amounts(public.amount, public.amount, text) RENAME TO pgplumb_old_amounts;
ALTER FUNCTION public.amounts_multirange() RENAME TO pgplumb_old_amounts_multirange;
ALTER FUNCTION public.amounts_multirange(public.amounts) RENAME TO pgplumb_old_amounts_multirange;
ALTER FUNCTION public.amounts_multirange(VARIADIC public.amounts[]) RENAME TO pgplumb_old_amounts_multirange;
ALTER TYPE public.amounts_multirange RENAME TO pgplumb_old_amounts_multirange;
ALTER DOMAIN public.amount RENAME TO pgplumb_old_amount;
ALTER TYPE public.pair RENAME TO pgplumb_old_pair;
ALTER DOMAIN public.price RENAME TO pgplumb_old_price;
ALTER TYPE public.amounts RENAME TO pgplumb_old_amounts;
CREATE DOMAIN public.amount AS integer
    CONSTRAINT positive CHECK (VALUE > 0);
ALTER DOMAIN public.amount OWNER TO postgres;
CREATE TYPE public.pair AS (
    low public.amount,
    high public.amount
);
ALTER TYPE public.pair OWNER TO postgres;
CREATE DOMAIN public.price AS public.amount;
ALTER DOMAIN public.price OWNER TO postgres;
CREATE TYPE public.amounts AS RANGE (
    SUBTYPE = public.amount
);
ALTER TYPE public.amounts OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN amount TYPE public.amount USING amount::text::public.amount, ALTER COLUMN amounts TYPE public.amount[] USING amounts::text[]::public.amount[], ALTER COLUMN prices TYPE public.price[] USING prices::text[]::public.price[], ALTER COLUMN pair TYPE public.pair USING CASE WHEN pair IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW((pair).low::text::public.amount, (pair).high::text::public.amount)::public.pair END, ALTER COLUMN pairs TYPE public.pair[] USING pairs::text[]::public.pair[], ALTER COLUMN span TYPE public.amounts USING span::text::public.amounts;
DROP TYPE public.pgplumb_old_amounts;
DROP DOMAIN public.pgplumb_old_price;
DROP TYPE public.pgplumb_old_pair;
DROP DOMAIN public.pgplumb_old_amount;

ALTER TABLE ONLY public.item ALTER COLUMN amount SET DEFAULT 1;
