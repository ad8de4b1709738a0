create schema s;
create table s.t(a int primary key);
create table u(b int primary key);
create publication p for tables in schema s, table u;
