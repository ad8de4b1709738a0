CREATE FOREIGN DATA WRAPPER own;
CREATE SERVER far FOREIGN DATA WRAPPER own;
CREATE FOREIGN TABLE stock (id int OPTIONS (a '1'), amount int NOT NULL, remark text DEFAULT 'none', gone text) SERVER far OPTIONS (t 'x', u 'y');
