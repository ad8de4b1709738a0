COMMENT ON INDEX public.silo_grain IS 'Please do not SET TABLESPACE or REPLICA IDENTITY on it';
