CREATE TABLE parent (id int PRIMARY KEY, label text CHECK (label <> ''));
