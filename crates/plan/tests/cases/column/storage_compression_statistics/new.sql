CREATE TABLE item (id int, a text, b text, c text);
ALTER TABLE item ALTER a SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz, ALTER c SET STATISTICS 500, ALTER c SET (n_distinct = 5);
