--[if] SELECT FROM pg_catalog.pg_subscription WHERE pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')
-- Only superusers may read connection strings. Passwords never leave the server: their values are
-- replaced. A connection string of keywords and values with a password is split into these. A URI
-- whose parameters have encoded names is not read, nor is the string that stands for one.
SELECT s.oid
     , CASE WHEN s.subconninfo !~* 'password|secret|%|@' THEN s.subconninfo
            WHEN s.subconninfo ~ '^postgres(ql)?://' THEN
                 CASE WHEN s.subconninfo !~ '[?&][^=&]*%' THEN pg_catalog.regexp_replace(pg_catalog.regexp_replace(s.subconninfo
                      , '^([a-z]+://[^/@:]*:)[^/@]*@', '\1secret-left-out@')
                      , '([?&](password|sslpassword|oauth_client_secret)=)[^&]*', '\1secret-left-out', 'g') END
            ELSE (SELECT pg_catalog.string_agg(p.m[1] || '=' || CASE WHEN p.m[1] IN ('password', 'sslpassword', 'oauth_client_secret') OR p.m[2] ~ '://[^/@]*:[^/@]*@' THEN 'secret-left-out' ELSE p.m[2] END
                                             , ' ' ORDER BY p.number)
                    FROM pg_catalog.regexp_matches(s.subconninfo, $re$\s*([^\s=]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s\\]|\\.)*)$re$, 'g') WITH ORDINALITY p(m, number)) END AS connection
  FROM pg_catalog.pg_subscription s
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
--[19+]   AND s.subserver = 0
   AND s.subconninfo <> 'host=secret-left-out'
