ALTER FUNCTION public.amounts(public.amount, public.amount) RENAME TO pgplumb_old_amounts;
ALTER FUNCTION public.amounts(public.amount, public.amount, text) RENAME TO pgplumb_old_amounts;
ALTER FUNCTION public.amounts_multirange() RENAME TO pgplumb_old_amounts_multirange;
ALTER FUNCTION public.amounts_multirange(public.amounts) RENAME TO pgplumb_old_amounts_multirange;
ALTER FUNCTION public.amounts_multirange(VARIADIC public.amounts[]) RENAME TO pgplumb_old_amounts_multirange;
ALTER TYPE public.amounts_multirange RENAME TO pgplumb_old_amounts_multirange;
ALTER DOMAIN public.amount RENAME TO pgplumb_old_amount;
ALTER TYPE public.amounts RENAME TO pgplumb_old_amounts;
CREATE DOMAIN public.amount AS bigint
    CONSTRAINT amount_check CHECK (VALUE >= 0);
ALTER DOMAIN public.amount OWNER TO postgres;
CREATE TYPE public.amounts AS RANGE (
    SUBTYPE = public.amount
);
ALTER TYPE public.amounts OWNER TO postgres;
ALTER TABLE public.offer ALTER COLUMN price TYPE public.amount USING price::integer, ALTER COLUMN prices TYPE public.amounts USING prices::text::public.amounts, ALTER COLUMN options TYPE public.amounts[] USING options::text[]::public.amounts[];
DROP TYPE public.pgplumb_old_amounts;
DROP DOMAIN public.pgplumb_old_amount;
