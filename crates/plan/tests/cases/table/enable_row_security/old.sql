CREATE TABLE note (id int, owner_name name);
