CREATE TABLE parent (id int NOT NULL);
CREATE TABLE joining (id int NOT NULL, extra int) INHERITS (parent);
CREATE TABLE leaving (id int NOT NULL, extra int);
