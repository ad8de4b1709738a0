ALTER FOREIGN DATA WRAPPER own OPTIONS (DROP port, ADD dbname 'z', SET host 'y');
