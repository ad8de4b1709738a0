CREATE TABLE item (id int, a int DEFAULT 1, b int, c text DEFAULT 'old');
