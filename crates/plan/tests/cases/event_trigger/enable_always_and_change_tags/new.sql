create function f() returns event_trigger language plpgsql as $$begin null;
end$$;
create event trigger e on ddl_command_end when tag in ('CREATE TABLE','ALTER TABLE') execute function f();
alter event trigger e enable always;
create table z(a int);
