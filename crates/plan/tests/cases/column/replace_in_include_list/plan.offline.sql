ALTER TABLE public.person ADD COLUMN shown_as text NOT NULL;

ALTER TABLE public.person DROP CONSTRAINT person_mail_key;

ALTER TABLE public.person
    ADD CONSTRAINT person_mail_key UNIQUE (mail) INCLUDE (shown_as);

ALTER TABLE public.person DROP COLUMN label;
