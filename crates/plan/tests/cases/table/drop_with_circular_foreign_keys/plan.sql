ALTER TABLE public.team DROP CONSTRAINT team_leader_id_fkey;

ALTER TABLE public.person DROP CONSTRAINT person_team_id_fkey;

DROP TABLE public.team;

DROP TABLE public.person;
