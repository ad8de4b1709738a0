ALTER VIEW public.one SET (security_invoker='true');

ALTER VIEW public.two RESET (security_invoker);
