ALTER TYPE public.money_amount RENAME TO pgplumb_old_money_amount;
ALTER TYPE public.price RENAME TO pgplumb_old_price;
CREATE TYPE public.money_amount AS (
    value numeric(6,2),
    currency character varying(3)
);
ALTER TYPE public.money_amount OWNER TO postgres;
CREATE TYPE public.price AS (
    amount public.money_amount,
    valid date
);
ALTER TYPE public.price OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN price TYPE public.price USING CASE WHEN price IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(CASE WHEN (price).amount IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(((price).amount).value::numeric(6,2), ((price).amount).currency::text)::text::public.money_amount END, (price).valid)::public.price END, ALTER COLUMN prices TYPE public.price[] USING prices::text[]::public.price[];
DROP TYPE public.pgplumb_old_price;
DROP TYPE public.pgplumb_old_money_amount;
