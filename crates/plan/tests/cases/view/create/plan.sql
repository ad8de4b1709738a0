CREATE VIEW public.counting AS
 WITH RECURSIVE counting(n) AS (
         VALUES (1)
        UNION ALL
         SELECT (counting_1.n + 1)
           FROM counting counting_1
          WHERE (counting_1.n < 5)
        )
 SELECT counting.n
   FROM counting;
ALTER VIEW public.counting OWNER TO postgres;

CREATE VIEW public.labels WITH (security_barrier='true') AS
 SELECT item.label
   FROM public.item
  WHERE (item.id > 0)
WITH CASCADED CHECK OPTION;
COMMENT ON COLUMN public.labels.label IS 'a word';
ALTER VIEW public.labels OWNER TO postgres;
COMMENT ON VIEW public.labels IS 'visible';
GRANT SELECT ON TABLE public.labels TO alice;
