CREATE TABLE parent (id int, label varchar(10), gone text);
CREATE TABLE child (own int) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
