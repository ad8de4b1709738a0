create table t(a int primary key,b bigint,d int);
create publication p for table t (a,d) where (a>1) with (publish='insert');
