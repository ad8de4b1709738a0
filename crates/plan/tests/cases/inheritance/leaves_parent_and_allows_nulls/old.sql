create table a(x int, primary key(x));
create table b(z int) inherits(a);
