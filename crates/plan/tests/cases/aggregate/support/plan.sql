CREATE OR REPLACE AGGREGATE public.gets(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0',
    SUPPORT = public.own_support
);

CREATE OR REPLACE AGGREGATE public.loses(integer) (
    SFUNC = int4pl,
    STYPE = integer
);
