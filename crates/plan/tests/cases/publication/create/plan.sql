CREATE PUBLICATION everything FOR ALL TABLES;
ALTER PUBLICATION everything OWNER TO postgres;

CREATE PUBLICATION feed
    FOR TABLE ONLY public.item
    WITH (publish = 'insert, update', publish_via_partition_root = true);
ALTER PUBLICATION feed OWNER TO postgres;
COMMENT ON PUBLICATION feed IS 'items';
