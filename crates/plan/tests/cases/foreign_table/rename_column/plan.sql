ALTER FOREIGN TABLE public.stock RENAME COLUMN amount TO quantity;

ALTER FOREIGN TABLE public.stock ALTER COLUMN quantity OPTIONS (SET a '2');
