CREATE TABLE public.people OF public.person (
    id WITH OPTIONS NOT NULL,
    label WITH OPTIONS DEFAULT 'nobody'::text,
    CONSTRAINT people_pkey PRIMARY KEY (id)
);
ALTER TABLE public.people OWNER TO postgres;
