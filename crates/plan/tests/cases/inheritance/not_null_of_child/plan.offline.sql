ALTER TABLE app.par ADD CONSTRAINT par_s NOT NULL s;

CREATE TABLE app.fresh (
    CONSTRAINT own NOT NULL r,
    CONSTRAINT own_s NOT NULL s
)
INHERITS (app.par);
ALTER TABLE app.fresh OWNER TO postgres;
