create schema s;
create table s.t(a int primary key);
create table u(b bigint primary key);
create publication p for table s.t (a), u;
