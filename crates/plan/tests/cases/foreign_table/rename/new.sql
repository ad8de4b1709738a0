CREATE FOREIGN DATA WRAPPER own;
CREATE SERVER far FOREIGN DATA WRAPPER own;
CREATE SCHEMA app;
CREATE FOREIGN TABLE app.goods (id int, amount bigint CONSTRAINT positive CHECK (amount > 0)) SERVER far OPTIONS (t 'y');
CREATE VIEW used AS SELECT id, amount FROM app.goods;
