CREATE FOREIGN DATA WRAPPER own;
CREATE SERVER far FOREIGN DATA WRAPPER own;
CREATE FOREIGN TABLE stock (id bigint OPTIONS (a '2', b '3'), amount int, remark text, place int NOT NULL DEFAULT 0) SERVER far OPTIONS (t 'z');
