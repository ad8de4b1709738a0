DROP STATISTICS public.gone;

CREATE STATISTICS public.pairs (ndistinct, mcv) ON a, c FROM public.item;
ALTER STATISTICS public.pairs OWNER TO postgres;
COMMENT ON STATISTICS public.pairs IS 'they go together';

CREATE STATISTICS public.sums ON (a + b) FROM public.item;
ALTER STATISTICS public.sums OWNER TO postgres;
