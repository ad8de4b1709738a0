ALTER SERVER far VERSION '2' OPTIONS (DROP dbname, SET host 'b', ADD port '5');
