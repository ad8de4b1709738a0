create table a(x int, primary key(x));
create table b(x int, z int);
