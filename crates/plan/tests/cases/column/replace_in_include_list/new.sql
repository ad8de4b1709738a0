CREATE TABLE person (id int PRIMARY KEY, mail text NOT NULL, shown_as text NOT NULL, CONSTRAINT person_mail_key UNIQUE (mail) INCLUDE (shown_as));
