CREATE TABLE public.person (
    id integer NOT NULL,
    team_id integer,
    CONSTRAINT person_pkey PRIMARY KEY (id)
);
ALTER TABLE public.person OWNER TO postgres;

CREATE TABLE public.team (
    id integer NOT NULL,
    leader_id integer NOT NULL,
    CONSTRAINT team_pkey PRIMARY KEY (id)
);
ALTER TABLE public.team OWNER TO postgres;

ALTER TABLE public.person
    ADD CONSTRAINT person_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.team (id) DEFERRABLE;

ALTER TABLE public.team
    ADD CONSTRAINT team_leader_id_fkey FOREIGN KEY (leader_id) REFERENCES public.person (id);
