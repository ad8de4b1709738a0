CREATE TABLE parent (id int, label varchar(40));
CREATE TABLE child (label varchar(40) DEFAULT 'd', own int) INHERITS (parent);
