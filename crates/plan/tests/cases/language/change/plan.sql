CREATE OR REPLACE TRUSTED LANGUAGE own
    HANDLER public.handler
    VALIDATOR public.validator;
