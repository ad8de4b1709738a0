CREATE TABLE public.p (
    a integer CONSTRAINT p_a_not_null NOT NULL,
    b integer CONSTRAINT p_b_not_null NOT NULL,
    c integer,
    CONSTRAINT z_key UNIQUE (a, b)
)
PARTITION BY LIST (a);
ALTER TABLE public.p OWNER TO postgres;

CREATE INDEX z_ix ON public.p (c);

CREATE TABLE public.p1 (
    a integer CONSTRAINT p_a_not_null NOT NULL,
    b integer CONSTRAINT p_b_not_null NOT NULL,
    c integer,
    CONSTRAINT p1_a_b_key UNIQUE (a, b)
);
ALTER TABLE public.p1 OWNER TO postgres;

CREATE INDEX p1_c_idx ON public.p1 (c);

CREATE INDEX a_ix ON public.p1 (c);

ALTER TABLE ONLY public.p ATTACH PARTITION public.p1 FOR VALUES IN (1);

CREATE TABLE public.q (
    a integer CONSTRAINT q_a_not_null NOT NULL,
    b integer CONSTRAINT q_b_not_null NOT NULL,
    c integer,
    CONSTRAINT q_key PRIMARY KEY (a, b)
)
PARTITION BY LIST (a);
ALTER TABLE public.q OWNER TO postgres;

CREATE TABLE public.q1 (
    a integer CONSTRAINT q_a_not_null NOT NULL,
    b integer CONSTRAINT q_b_not_null NOT NULL,
    c integer,
    CONSTRAINT q1_pkey PRIMARY KEY (a, b)
);
ALTER TABLE public.q1 OWNER TO postgres;

ALTER TABLE ONLY public.q ATTACH PARTITION public.q1 FOR VALUES IN (1);

ALTER TABLE public.p1
    ADD CONSTRAINT b_own PRIMARY KEY (a, b);

ALTER TABLE public.p1
    ADD CONSTRAINT a_own UNIQUE (a, b);

ALTER TABLE public.q1
    ADD CONSTRAINT aq_own UNIQUE (a, b);
