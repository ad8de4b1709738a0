CREATE TABLE parent (id int, label text);
CREATE TABLE child (label text DEFAULT 'c', own int) INHERITS (parent);
