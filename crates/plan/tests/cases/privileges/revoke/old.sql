CREATE TABLE item (id int, label text);
GRANT ALL ON item TO alice WITH GRANT OPTION;
GRANT SELECT ON item TO bob;
GRANT UPDATE (label) ON item TO bob;
