CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TABLE public.item (id int);
CREATE TRIGGER plain AFTER INSERT ON public.item FOR EACH ROW EXECUTE FUNCTION public.note();
COMMENT ON TRIGGER plain ON public.item IS 'Notes new items';
ALTER TABLE public.item DISABLE TRIGGER plain;
CREATE TRIGGER silent AFTER INSERT ON public.item FOR EACH ROW EXECUTE FUNCTION public.note();
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON public.item FOR EACH ROW EXECUTE FUNCTION public.note();
CREATE TRIGGER old_name BEFORE DELETE ON public.item FOR EACH ROW EXECUTE FUNCTION public.note();
