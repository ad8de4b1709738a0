create function cmp(int,int) returns int language sql immutable as $$select $2-$1$$;
create operator class oc for type int using btree as operator 1 <, operator 2 <=, operator 3 =, operator 5 >, function 1 cmp(int,int);
create table t(a int);
create index i on t(a oc desc);
