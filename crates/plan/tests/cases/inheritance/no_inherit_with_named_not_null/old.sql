CREATE TABLE parent (id int NOT NULL);
CREATE TABLE joining (id int NOT NULL, extra int);
CREATE TABLE leaving (extra int) INHERITS (parent);
