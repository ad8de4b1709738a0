COMMENT ON PUBLICATION feed IS 'Of barns only, never FOR ALL TABLES';
