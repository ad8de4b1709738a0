CREATE TABLE person (id int PRIMARY KEY, mail text NOT NULL, label text NOT NULL, CONSTRAINT person_mail_key UNIQUE (mail) INCLUDE (label));
