CREATE TABLE public.customer (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    email text NOT NULL,
    born date,
    full_name text COLLATE "C" DEFAULT 'nobody'::text,
    CONSTRAINT customer_pkey PRIMARY KEY (id),
    CONSTRAINT customer_born_check CHECK (born > '1900-01-01'::date),
    CONSTRAINT customer_email_key UNIQUE (email)
)
WITH (fillfactor=80);
ALTER TABLE public.customer OWNER TO postgres;

CREATE SEQUENCE public.orders_id_seq AS integer;
ALTER SEQUENCE public.orders_id_seq OWNER TO postgres;

CREATE TABLE public.orders (
    id integer DEFAULT nextval('public.orders_id_seq'::regclass) NOT NULL,
    customer_id bigint NOT NULL,
    total numeric(10,2) DEFAULT 0 NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (id),
    CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES public.customer (id) ON DELETE CASCADE
);
COMMENT ON COLUMN public.orders.total IS 'In euros';
GRANT UPDATE (total) ON TABLE public.orders TO bob;
ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.orders OWNER TO postgres;
COMMENT ON TABLE public.orders IS 'One row for each order';
GRANT INSERT, SELECT ON TABLE public.orders TO alice;

CREATE INDEX orders_customer ON public.orders (customer_id)
    WHERE (total > (0)::numeric);

CREATE POLICY own ON public.orders TO alice USING (customer_id = 1);

ALTER SEQUENCE public.orders_id_seq OWNED BY public.orders.id;
