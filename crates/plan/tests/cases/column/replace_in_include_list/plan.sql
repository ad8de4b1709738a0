ALTER TABLE public.person ADD COLUMN shown_as text NOT NULL;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_person_mail_key ON public.person (mail) INCLUDE (shown_as);

ALTER TABLE public.person DROP CONSTRAINT person_mail_key;
ALTER TABLE public.person ADD CONSTRAINT person_mail_key UNIQUE USING INDEX pgplumb_new_person_mail_key;

ALTER TABLE public.person DROP COLUMN label;
