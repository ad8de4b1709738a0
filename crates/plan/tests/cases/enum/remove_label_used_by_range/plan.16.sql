DROP VIEW public.best;

ALTER TABLE public.course ALTER COLUMN passing DROP DEFAULT;

DROP FUNCTION public.worst(public.grades);

ALTER FUNCTION public.grades(public.grade, public.grade) RENAME TO pgplumb_old_grades;
ALTER FUNCTION public.grades(public.grade, public.grade, text) RENAME TO pgplumb_old_grades;
ALTER FUNCTION public.grades_multirange() RENAME TO pgplumb_old_grades_multirange;
ALTER FUNCTION public.grades_multirange(public.grades) RENAME TO pgplumb_old_grades_multirange;
ALTER FUNCTION public.grades_multirange(VARIADIC public.grades[]) RENAME TO pgplumb_old_grades_multirange;
ALTER TYPE public.grades_multirange RENAME TO pgplumb_old_grades_multirange;
ALTER TYPE public.grade RENAME TO pgplumb_old_grade;
ALTER TYPE public.grades RENAME TO pgplumb_old_grades;
ALTER DOMAIN public.passing RENAME TO pgplumb_old_passing;
CREATE TYPE public.grade AS ENUM (
    'a',
    'b',
    'c'
);
ALTER TYPE public.grade OWNER TO postgres;
CREATE TYPE public.grades AS RANGE (
    SUBTYPE = public.grade
);
ALTER TYPE public.grades OWNER TO postgres;
CREATE DOMAIN public.passing AS public.grades
    CONSTRAINT passing_check CHECK (lower(VALUE) IS NOT NULL);
ALTER DOMAIN public.passing OWNER TO postgres;
ALTER TABLE public.course ALTER COLUMN expected TYPE public.grades USING expected::text::public.grades, ALTER COLUMN taken TYPE public.grades[] USING taken::text[]::public.grades[], ALTER COLUMN several TYPE public.grades_multirange USING several::text::public.grades_multirange, ALTER COLUMN passing TYPE public.passing USING passing::text::public.passing;
DROP DOMAIN public.pgplumb_old_passing;
DROP TYPE public.pgplumb_old_grades;
DROP TYPE public.pgplumb_old_grade;

CREATE FUNCTION public.worst(public.grades)
    RETURNS public.grade
    LANGUAGE sql
    AS $$SELECT upper($1)$$;
ALTER FUNCTION public.worst(public.grades) OWNER TO postgres;

ALTER TABLE ONLY public.course ALTER COLUMN passing SET DEFAULT '[a,b]'::public.grades;

CREATE VIEW public.best AS
 SELECT id
   FROM public.course
  WHERE (expected @> 'a'::public.grade);
ALTER VIEW public.best OWNER TO postgres;
