CREATE FOREIGN DATA WRAPPER own OPTIONS (secret 's');
CREATE SERVER far FOREIGN DATA WRAPPER own OPTIONS (host 'h', password 'p');
CREATE USER MAPPING FOR alice SERVER far OPTIONS ("user" 'new', password 'p');
CREATE USER MAPPING FOR bob SERVER far OPTIONS ("user" 'new', password 'p');
CREATE SERVER near FOREIGN DATA WRAPPER own OPTIONS (host 'h', password 'p');
CREATE FOREIGN TABLE stock (id int) SERVER near;
