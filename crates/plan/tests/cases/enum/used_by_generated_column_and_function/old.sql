create type e as enum('a','b');
create function f(x e) returns e language sql immutable as $$select x$$;
create table t(x e, y e generated always as (f(x)) stored);
