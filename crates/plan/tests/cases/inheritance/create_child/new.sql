CREATE TABLE parent (id int PRIMARY KEY, label text CHECK (label <> ''));
CREATE TABLE child (extra int) INHERITS (parent);
