CREATE TABLE item (id int, a int, b int DEFAULT random(), c text DEFAULT 'new');
