DROP PROCEDURE public.run(IN integer);
