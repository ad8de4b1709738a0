CREATE SEQUENCE public.item_number_seq AS integer;
ALTER SEQUENCE public.item_number_seq OWNER TO postgres;

ALTER TABLE public.item ADD COLUMN number integer DEFAULT nextval('public.item_number_seq'::regclass) NOT NULL;

ALTER SEQUENCE public.item_number_seq OWNED BY public.item.number;

ALTER TABLE public.other ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) NOT NULL;
