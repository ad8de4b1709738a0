DO $pgplumb$
DECLARE statement pg_catalog.text; admin pg_catalog.oid := (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) current_user);
BEGIN
    FOR statement IN
        SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', pg_catalog.format_type(t.oid, NULL), ROLE) FROM pg_catalog.pg_type t
         WHERE t.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND t.typowner OPERATOR(pg_catalog.=) admin AND t.typtype OPERATOR(pg_catalog.=) 'b' AND t.typcategory OPERATOR(pg_catalog.<>) 'A' AND t.oid NOT IN MEMBERS
        UNION ALL
        SELECT pg_catalog.format('ALTER OPERATOR CLASS %I.%I USING %I OWNER TO %I', n.nspname, c.opcname, a.amname, ROLE)
          FROM pg_catalog.pg_opclass c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.opcnamespace JOIN pg_catalog.pg_am a ON a.oid OPERATOR(pg_catalog.=) c.opcmethod
         WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND c.opcowner OPERATOR(pg_catalog.=) admin AND c.oid NOT IN MEMBERS
        UNION ALL
        SELECT pg_catalog.format('ALTER OPERATOR FAMILY %I.%I USING %I OWNER TO %I', n.nspname, c.opfname, a.amname, ROLE)
          FROM pg_catalog.pg_opfamily c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.opfnamespace JOIN pg_catalog.pg_am a ON a.oid OPERATOR(pg_catalog.=) c.opfmethod
         WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND c.opfowner OPERATOR(pg_catalog.=) admin AND c.oid NOT IN MEMBERS
        UNION ALL
        SELECT pg_catalog.format('ALTER LANGUAGE %I OWNER TO %I', l.lanname, ROLE) FROM pg_catalog.pg_language l
         WHERE l.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND l.lanowner OPERATOR(pg_catalog.=) admin AND l.lanname OPERATOR(pg_catalog.<>) 'pgplumb_inert' AND l.oid NOT IN MEMBERS
        UNION ALL
        SELECT pg_catalog.format('ALTER AGGREGATE %I.%I(%s) OWNER TO %I', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), ROLE)
          FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
         WHERE p.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND p.prokind OPERATOR(pg_catalog.=) 'a' AND p.proowner OPERATOR(pg_catalog.=) admin AND p.oid NOT IN MEMBERS
        UNION ALL
        SELECT pg_catalog.format('ALTER SERVER %I OWNER TO %I', s.srvname, ROLE) FROM pg_catalog.pg_foreign_server s
         WHERE s.srvowner OPERATOR(pg_catalog.=) admin AND s.oid NOT IN MEMBERS
    LOOP
        EXECUTE statement;
    END LOOP;
    IF EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) p.proowner
                WHERE r.rolsuper AND p.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND p.proname OPERATOR(pg_catalog.<>) 'pgplumb_inert' AND p.oid NOT IN MEMBERS)
       OR EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) c.relowner
                   WHERE r.rolsuper AND c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid NOT IN MEMBERS
                     AND c.relnamespace OPERATOR(pg_catalog.<>) 99::pg_catalog.oid)
       OR EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND p.xmin OPERATOR(pg_catalog.=) CURRENT)
       OR EXISTS (SELECT FROM pg_catalog.pg_class p WHERE p.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND p.relacl IS NOT NULL AND p.xmin OPERATOR(pg_catalog.=) CURRENT)
       OR EXISTS (SELECT FROM pg_catalog.pg_attribute p WHERE p.attrelid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND p.attacl IS NOT NULL AND p.xmin OPERATOR(pg_catalog.=) CURRENT)
       OR EXISTS (SELECT FROM pg_catalog.pg_namespace p WHERE p.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND p.nspname OPERATOR(pg_catalog.<>) 'public' AND p.xmin OPERATOR(pg_catalog.=) CURRENT)
       OR EXISTS (SELECT FROM pg_catalog.pg_auth_members p WHERE p.xmin OPERATOR(pg_catalog.=) CURRENT)
       OR EXISTS (SELECT FROM pg_catalog.pg_authid p WHERE p.xmin OPERATOR(pg_catalog.=) CURRENT)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'not allowed in a catalog that is recreated without superuser rights';
    END IF;
END
$pgplumb$
