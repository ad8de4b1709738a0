-- Hostile names and comments everywhere a name or comment is possible.
SET standard_conforming_strings = on;
CREATE SCHEMA "a|b";
COMMENT ON SCHEMA "a|b" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "a|b"."a|b" (id int PRIMARY KEY, "a|b" int REFERENCES "a|b"."a|b" (id));
CREATE SCHEMA "../up";
COMMENT ON SCHEMA "../up" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "../up"."../up" (id int PRIMARY KEY, "../up" int REFERENCES "../up"."../up" (id));
CREATE SCHEMA "CON";
COMMENT ON SCHEMA "CON" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "CON"."CON" (id int PRIMARY KEY, "CON" int REFERENCES "CON"."CON" (id));
CREATE SCHEMA "con";
COMMENT ON SCHEMA "con" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "con"."con" (id int PRIMARY KEY, "con" int REFERENCES "con"."con" (id));
CREATE SCHEMA "Public";
COMMENT ON SCHEMA "Public" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "Public"."Public" (id int PRIMARY KEY, "Public" int REFERENCES "Public"."Public" (id));
CREATE SCHEMA "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀";
COMMENT ON SCHEMA "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"."😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" (id int PRIMARY KEY, "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" int REFERENCES "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"."😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" (id));
CREATE SCHEMA "<b>x</b>";
COMMENT ON SCHEMA "<b>x</b>" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "<b>x</b>"."<b>x</b>" (id int PRIMARY KEY, "<b>x</b>" int REFERENCES "<b>x</b>"."<b>x</b>" (id));
CREATE SCHEMA "one";
COMMENT ON SCHEMA "one" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "one"."one" (id int PRIMARY KEY, "one" int REFERENCES "one"."one" (id));
CREATE SCHEMA "direction TB";
COMMENT ON SCHEMA "direction TB" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "direction TB"."direction TB" (id int PRIMARY KEY, "direction TB" int REFERENCES "direction TB"."direction TB" (id));
CREATE SCHEMA "nbsp rows";
COMMENT ON SCHEMA "nbsp rows" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "nbsp rows"."nbsp rows" (id int PRIMARY KEY, "nbsp rows" int REFERENCES "nbsp rows"."nbsp rows" (id));
CREATE SCHEMA "`";
COMMENT ON SCHEMA "`" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE TABLE "`"."`" (id int PRIMARY KEY, "`" int REFERENCES "`"."`" (id));
CREATE TABLE public.every_column (id int PRIMARY KEY,
  "a|b" int,
  "\|" int,
  "`" int,
  "``x`" int,
  " spaced " int,
  "new
line" int,
  "<script>alert(1)</script>" int,
  "]]>" int,
  "--> x" int,
  "[x](javascript:alert(1))" int,
  "*a*_b_**c**" int,
  "_x_" int,
  "rtl‮abc" int,
  "zero​width" int,
  "# head" int,
  "1. one" int,
  "%%{init: {}}%%" int,
  "direction TB" int,
  "style a:b#c;" int,
  "a""b" int,
  "it's" int,
  "back\slash" int,
  "$f$" int,
  "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" int,
  "one" int,
  "many" int,
  "to" int,
  "u" int,
  "only" int,
  "class" int,
  "style" int,
  "end" int,
  "subgraph" int,
  "default" int,
  "erDiagram" int,
  "title" int,
  "PK" int,
  "fk" int,
  "1st" int,
  "__proto__" int,
  "constructor" int,
  "Users" int,
  "users" int,
  "USERS" int,
  "a.b" int,
  "../etc" int,
  "con" int,
  "x:y" int,
  "x~y~z" int,
  "nbsp rows" int,
  "tab	bed" int,
  "|" int,
  "-" int,
  "one or zero" int,
  "direction  lr" int,
  "accTitle: x" int,
  "classDef" int,
  "{" int,
  "}" int,
  "#quot;" int,
  "&lt;" int,
  "ß" int,
  "名前" int);
COMMENT ON COLUMN public.every_column."a|b" IS E'a|b';
COMMENT ON COLUMN public.every_column."\|" IS E'\\|';
COMMENT ON COLUMN public.every_column."`" IS E'`';
COMMENT ON COLUMN public.every_column."``x`" IS E'``x`';
COMMENT ON COLUMN public.every_column." spaced " IS E' spaced ';
COMMENT ON COLUMN public.every_column."new
line" IS E'new\nline';
COMMENT ON COLUMN public.every_column."<script>alert(1)</script>" IS E'<script>alert(1)</script>';
COMMENT ON COLUMN public.every_column."]]>" IS E']]>';
COMMENT ON COLUMN public.every_column."--> x" IS E'--> x';
COMMENT ON COLUMN public.every_column."[x](javascript:alert(1))" IS E'[x](javascript:alert(1))';
COMMENT ON COLUMN public.every_column."*a*_b_**c**" IS E'*a*_b_**c**';
COMMENT ON COLUMN public.every_column."_x_" IS E'_x_';
COMMENT ON COLUMN public.every_column."rtl‮abc" IS E'rtl‮abc';
COMMENT ON COLUMN public.every_column."zero​width" IS E'zero​width';
COMMENT ON COLUMN public.every_column."# head" IS E'# head';
COMMENT ON COLUMN public.every_column."1. one" IS E'1. one';
COMMENT ON COLUMN public.every_column."%%{init: {}}%%" IS E'%%{init: {}}%%';
COMMENT ON COLUMN public.every_column."direction TB" IS E'direction TB';
COMMENT ON COLUMN public.every_column."style a:b#c;" IS E'style a:b#c;';
COMMENT ON COLUMN public.every_column."a""b" IS E'a"b';
COMMENT ON COLUMN public.every_column."it's" IS E'it''s';
COMMENT ON COLUMN public.every_column."back\slash" IS E'back\\slash';
COMMENT ON COLUMN public.every_column."$f$" IS E'$f$';
COMMENT ON COLUMN public.every_column."😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" IS E'😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀';
COMMENT ON COLUMN public.every_column."one" IS E'one';
COMMENT ON COLUMN public.every_column."many" IS E'many';
COMMENT ON COLUMN public.every_column."to" IS E'to';
COMMENT ON COLUMN public.every_column."u" IS E'u';
COMMENT ON COLUMN public.every_column."only" IS E'only';
COMMENT ON COLUMN public.every_column."class" IS E'class';
COMMENT ON COLUMN public.every_column."style" IS E'style';
COMMENT ON COLUMN public.every_column."end" IS E'end';
COMMENT ON COLUMN public.every_column."subgraph" IS E'subgraph';
COMMENT ON COLUMN public.every_column."default" IS E'default';
COMMENT ON COLUMN public.every_column."erDiagram" IS E'erDiagram';
COMMENT ON COLUMN public.every_column."title" IS E'title';
COMMENT ON COLUMN public.every_column."PK" IS E'PK';
COMMENT ON COLUMN public.every_column."fk" IS E'fk';
COMMENT ON COLUMN public.every_column."1st" IS E'1st';
COMMENT ON COLUMN public.every_column."__proto__" IS E'__proto__';
COMMENT ON COLUMN public.every_column."constructor" IS E'constructor';
COMMENT ON COLUMN public.every_column."Users" IS E'Users';
COMMENT ON COLUMN public.every_column."users" IS E'users';
COMMENT ON COLUMN public.every_column."USERS" IS E'USERS';
COMMENT ON COLUMN public.every_column."a.b" IS E'a.b';
COMMENT ON COLUMN public.every_column."../etc" IS E'../etc';
COMMENT ON COLUMN public.every_column."con" IS E'con';
COMMENT ON COLUMN public.every_column."x:y" IS E'x:y';
COMMENT ON COLUMN public.every_column."x~y~z" IS E'x~y~z';
COMMENT ON COLUMN public.every_column."nbsp rows" IS E'nbsp rows';
COMMENT ON COLUMN public.every_column."tab	bed" IS E'tab	bed';
COMMENT ON COLUMN public.every_column."|" IS E'|';
COMMENT ON COLUMN public.every_column."-" IS E'-';
COMMENT ON COLUMN public.every_column."one or zero" IS E'one or zero';
COMMENT ON COLUMN public.every_column."direction  lr" IS E'direction  lr';
COMMENT ON COLUMN public.every_column."accTitle: x" IS E'accTitle: x';
COMMENT ON COLUMN public.every_column."classDef" IS E'classDef';
COMMENT ON COLUMN public.every_column."{" IS E'{';
COMMENT ON COLUMN public.every_column."}" IS E'}';
COMMENT ON COLUMN public.every_column."#quot;" IS E'#quot;';
COMMENT ON COLUMN public.every_column."&lt;" IS E'&lt;';
COMMENT ON COLUMN public.every_column."ß" IS E'ß';
COMMENT ON COLUMN public.every_column."名前" IS E'名前';
CREATE TABLE public."a|b" (id int CONSTRAINT "a|bk" PRIMARY KEY, "a|b" int DEFAULT length(E'a|b'), CONSTRAINT "a|b" FOREIGN KEY ("a|b") REFERENCES public.every_column (id), CONSTRAINT "a|bc" CHECK (length(E'a|b') > "a|b"));
COMMENT ON TABLE public."a|b" IS E'a|b\na|b\n\na|b';
CREATE TABLE public."\|" (id int CONSTRAINT "\|k" PRIMARY KEY, "\|" int DEFAULT length(E'\\|'), CONSTRAINT "\|" FOREIGN KEY ("\|") REFERENCES public.every_column (id), CONSTRAINT "\|c" CHECK (length(E'\\|') > "\|"));
COMMENT ON TABLE public."\|" IS E'\\|\n\\|\n\n\\|';
CREATE TABLE public."`" (id int CONSTRAINT "`k" PRIMARY KEY, "`" int DEFAULT length(E'`'), CONSTRAINT "`" FOREIGN KEY ("`") REFERENCES public.every_column (id), CONSTRAINT "`c" CHECK (length(E'`') > "`"));
COMMENT ON TABLE public."`" IS E'`\n`\n\n`';
CREATE TABLE public."``x`" (id int CONSTRAINT "``x`k" PRIMARY KEY, "``x`" int DEFAULT length(E'``x`'), CONSTRAINT "``x`" FOREIGN KEY ("``x`") REFERENCES public.every_column (id), CONSTRAINT "``x`c" CHECK (length(E'``x`') > "``x`"));
COMMENT ON TABLE public."``x`" IS E'``x`\n``x`\n\n``x`';
CREATE TABLE public." spaced " (id int CONSTRAINT " spaced k" PRIMARY KEY, " spaced " int DEFAULT length(E' spaced '), CONSTRAINT " spaced " FOREIGN KEY (" spaced ") REFERENCES public.every_column (id), CONSTRAINT " spaced c" CHECK (length(E' spaced ') > " spaced "));
COMMENT ON TABLE public." spaced " IS E' spaced \n spaced \n\n spaced ';
CREATE TABLE public."new
line" (id int CONSTRAINT "new
linek" PRIMARY KEY, "new
line" int DEFAULT length(E'new\nline'), CONSTRAINT "new
line" FOREIGN KEY ("new
line") REFERENCES public.every_column (id), CONSTRAINT "new
linec" CHECK (length(E'new\nline') > "new
line"));
COMMENT ON TABLE public."new
line" IS E'new\nline\nnew\nline\n\nnew\nline';
CREATE TABLE public."<script>alert(1)</script>" (id int CONSTRAINT "<script>alert(1)</script>k" PRIMARY KEY, "<script>alert(1)</script>" int DEFAULT length(E'<script>alert(1)</script>'), CONSTRAINT "<script>alert(1)</script>" FOREIGN KEY ("<script>alert(1)</script>") REFERENCES public.every_column (id), CONSTRAINT "<script>alert(1)</script>c" CHECK (length(E'<script>alert(1)</script>') > "<script>alert(1)</script>"));
COMMENT ON TABLE public."<script>alert(1)</script>" IS E'<script>alert(1)</script>\n<script>alert(1)</script>\n\n<script>alert(1)</script>';
CREATE TABLE public."]]>" (id int CONSTRAINT "]]>k" PRIMARY KEY, "]]>" int DEFAULT length(E']]>'), CONSTRAINT "]]>" FOREIGN KEY ("]]>") REFERENCES public.every_column (id), CONSTRAINT "]]>c" CHECK (length(E']]>') > "]]>"));
COMMENT ON TABLE public."]]>" IS E']]>\n]]>\n\n]]>';
CREATE TABLE public."--> x" (id int CONSTRAINT "--> xk" PRIMARY KEY, "--> x" int DEFAULT length(E'--> x'), CONSTRAINT "--> x" FOREIGN KEY ("--> x") REFERENCES public.every_column (id), CONSTRAINT "--> xc" CHECK (length(E'--> x') > "--> x"));
COMMENT ON TABLE public."--> x" IS E'--> x\n--> x\n\n--> x';
CREATE TABLE public."[x](javascript:alert(1))" (id int CONSTRAINT "[x](javascript:alert(1))k" PRIMARY KEY, "[x](javascript:alert(1))" int DEFAULT length(E'[x](javascript:alert(1))'), CONSTRAINT "[x](javascript:alert(1))" FOREIGN KEY ("[x](javascript:alert(1))") REFERENCES public.every_column (id), CONSTRAINT "[x](javascript:alert(1))c" CHECK (length(E'[x](javascript:alert(1))') > "[x](javascript:alert(1))"));
COMMENT ON TABLE public."[x](javascript:alert(1))" IS E'[x](javascript:alert(1))\n[x](javascript:alert(1))\n\n[x](javascript:alert(1))';
CREATE TABLE public."*a*_b_**c**" (id int CONSTRAINT "*a*_b_**c**k" PRIMARY KEY, "*a*_b_**c**" int DEFAULT length(E'*a*_b_**c**'), CONSTRAINT "*a*_b_**c**" FOREIGN KEY ("*a*_b_**c**") REFERENCES public.every_column (id), CONSTRAINT "*a*_b_**c**c" CHECK (length(E'*a*_b_**c**') > "*a*_b_**c**"));
COMMENT ON TABLE public."*a*_b_**c**" IS E'*a*_b_**c**\n*a*_b_**c**\n\n*a*_b_**c**';
CREATE TABLE public."_x_" (id int CONSTRAINT "_x_k" PRIMARY KEY, "_x_" int DEFAULT length(E'_x_'), CONSTRAINT "_x_" FOREIGN KEY ("_x_") REFERENCES public.every_column (id), CONSTRAINT "_x_c" CHECK (length(E'_x_') > "_x_"));
COMMENT ON TABLE public."_x_" IS E'_x_\n_x_\n\n_x_';
CREATE TABLE public."rtl‮abc" (id int CONSTRAINT "rtl‮abck" PRIMARY KEY, "rtl‮abc" int DEFAULT length(E'rtl‮abc'), CONSTRAINT "rtl‮abc" FOREIGN KEY ("rtl‮abc") REFERENCES public.every_column (id), CONSTRAINT "rtl‮abcc" CHECK (length(E'rtl‮abc') > "rtl‮abc"));
COMMENT ON TABLE public."rtl‮abc" IS E'rtl‮abc\nrtl‮abc\n\nrtl‮abc';
CREATE TABLE public."zero​width" (id int CONSTRAINT "zero​widthk" PRIMARY KEY, "zero​width" int DEFAULT length(E'zero​width'), CONSTRAINT "zero​width" FOREIGN KEY ("zero​width") REFERENCES public.every_column (id), CONSTRAINT "zero​widthc" CHECK (length(E'zero​width') > "zero​width"));
COMMENT ON TABLE public."zero​width" IS E'zero​width\nzero​width\n\nzero​width';
CREATE TABLE public."# head" (id int CONSTRAINT "# headk" PRIMARY KEY, "# head" int DEFAULT length(E'# head'), CONSTRAINT "# head" FOREIGN KEY ("# head") REFERENCES public.every_column (id), CONSTRAINT "# headc" CHECK (length(E'# head') > "# head"));
COMMENT ON TABLE public."# head" IS E'# head\n# head\n\n# head';
CREATE TABLE public."1. one" (id int CONSTRAINT "1. onek" PRIMARY KEY, "1. one" int DEFAULT length(E'1. one'), CONSTRAINT "1. one" FOREIGN KEY ("1. one") REFERENCES public.every_column (id), CONSTRAINT "1. onec" CHECK (length(E'1. one') > "1. one"));
COMMENT ON TABLE public."1. one" IS E'1. one\n1. one\n\n1. one';
CREATE TABLE public."%%{init: {}}%%" (id int CONSTRAINT "%%{init: {}}%%k" PRIMARY KEY, "%%{init: {}}%%" int DEFAULT length(E'%%{init: {}}%%'), CONSTRAINT "%%{init: {}}%%" FOREIGN KEY ("%%{init: {}}%%") REFERENCES public.every_column (id), CONSTRAINT "%%{init: {}}%%c" CHECK (length(E'%%{init: {}}%%') > "%%{init: {}}%%"));
COMMENT ON TABLE public."%%{init: {}}%%" IS E'%%{init: {}}%%\n%%{init: {}}%%\n\n%%{init: {}}%%';
CREATE TABLE public."direction TB" (id int CONSTRAINT "direction TBk" PRIMARY KEY, "direction TB" int DEFAULT length(E'direction TB'), CONSTRAINT "direction TB" FOREIGN KEY ("direction TB") REFERENCES public.every_column (id), CONSTRAINT "direction TBc" CHECK (length(E'direction TB') > "direction TB"));
COMMENT ON TABLE public."direction TB" IS E'direction TB\ndirection TB\n\ndirection TB';
CREATE TABLE public."style a:b#c;" (id int CONSTRAINT "style a:b#c;k" PRIMARY KEY, "style a:b#c;" int DEFAULT length(E'style a:b#c;'), CONSTRAINT "style a:b#c;" FOREIGN KEY ("style a:b#c;") REFERENCES public.every_column (id), CONSTRAINT "style a:b#c;c" CHECK (length(E'style a:b#c;') > "style a:b#c;"));
COMMENT ON TABLE public."style a:b#c;" IS E'style a:b#c;\nstyle a:b#c;\n\nstyle a:b#c;';
CREATE TABLE public."a""b" (id int CONSTRAINT "a""bk" PRIMARY KEY, "a""b" int DEFAULT length(E'a"b'), CONSTRAINT "a""b" FOREIGN KEY ("a""b") REFERENCES public.every_column (id), CONSTRAINT "a""bc" CHECK (length(E'a"b') > "a""b"));
COMMENT ON TABLE public."a""b" IS E'a"b\na"b\n\na"b';
CREATE TABLE public."it's" (id int CONSTRAINT "it'sk" PRIMARY KEY, "it's" int DEFAULT length(E'it''s'), CONSTRAINT "it's" FOREIGN KEY ("it's") REFERENCES public.every_column (id), CONSTRAINT "it'sc" CHECK (length(E'it''s') > "it's"));
COMMENT ON TABLE public."it's" IS E'it''s\nit''s\n\nit''s';
CREATE TABLE public."back\slash" (id int CONSTRAINT "back\slashk" PRIMARY KEY, "back\slash" int DEFAULT length(E'back\\slash'), CONSTRAINT "back\slash" FOREIGN KEY ("back\slash") REFERENCES public.every_column (id), CONSTRAINT "back\slashc" CHECK (length(E'back\\slash') > "back\slash"));
COMMENT ON TABLE public."back\slash" IS E'back\\slash\nback\\slash\n\nback\\slash';
CREATE TABLE public."$f$" (id int CONSTRAINT "$f$k" PRIMARY KEY, "$f$" int DEFAULT length(E'$f$'), CONSTRAINT "$f$" FOREIGN KEY ("$f$") REFERENCES public.every_column (id), CONSTRAINT "$f$c" CHECK (length(E'$f$') > "$f$"));
COMMENT ON TABLE public."$f$" IS E'$f$\n$f$\n\n$f$';
CREATE TABLE public."😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" (id int CONSTRAINT "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀k" PRIMARY KEY, "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" int DEFAULT length(E'😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀'), CONSTRAINT "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" FOREIGN KEY ("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀") REFERENCES public.every_column (id), CONSTRAINT "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀c" CHECK (length(E'😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀') > "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"));
COMMENT ON TABLE public."😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀" IS E'😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\n😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\n\n😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀';
CREATE TABLE public."one" (id int CONSTRAINT "onek" PRIMARY KEY, "one" int DEFAULT length(E'one'), CONSTRAINT "one" FOREIGN KEY ("one") REFERENCES public.every_column (id), CONSTRAINT "onec" CHECK (length(E'one') > "one"));
COMMENT ON TABLE public."one" IS E'one\none\n\none';
CREATE TABLE public."many" (id int CONSTRAINT "manyk" PRIMARY KEY, "many" int DEFAULT length(E'many'), CONSTRAINT "many" FOREIGN KEY ("many") REFERENCES public.every_column (id), CONSTRAINT "manyc" CHECK (length(E'many') > "many"));
COMMENT ON TABLE public."many" IS E'many\nmany\n\nmany';
CREATE TABLE public."to" (id int CONSTRAINT "tok" PRIMARY KEY, "to" int DEFAULT length(E'to'), CONSTRAINT "to" FOREIGN KEY ("to") REFERENCES public.every_column (id), CONSTRAINT "toc" CHECK (length(E'to') > "to"));
COMMENT ON TABLE public."to" IS E'to\nto\n\nto';
CREATE TABLE public."u" (id int CONSTRAINT "uk" PRIMARY KEY, "u" int DEFAULT length(E'u'), CONSTRAINT "u" FOREIGN KEY ("u") REFERENCES public.every_column (id), CONSTRAINT "uc" CHECK (length(E'u') > "u"));
COMMENT ON TABLE public."u" IS E'u\nu\n\nu';
CREATE TABLE public."only" (id int CONSTRAINT "onlyk" PRIMARY KEY, "only" int DEFAULT length(E'only'), CONSTRAINT "only" FOREIGN KEY ("only") REFERENCES public.every_column (id), CONSTRAINT "onlyc" CHECK (length(E'only') > "only"));
COMMENT ON TABLE public."only" IS E'only\nonly\n\nonly';
CREATE TABLE public."class" (id int CONSTRAINT "classk" PRIMARY KEY, "class" int DEFAULT length(E'class'), CONSTRAINT "class" FOREIGN KEY ("class") REFERENCES public.every_column (id), CONSTRAINT "classc" CHECK (length(E'class') > "class"));
COMMENT ON TABLE public."class" IS E'class\nclass\n\nclass';
CREATE TABLE public."style" (id int CONSTRAINT "stylek" PRIMARY KEY, "style" int DEFAULT length(E'style'), CONSTRAINT "style" FOREIGN KEY ("style") REFERENCES public.every_column (id), CONSTRAINT "stylec" CHECK (length(E'style') > "style"));
COMMENT ON TABLE public."style" IS E'style\nstyle\n\nstyle';
CREATE TABLE public."end" (id int CONSTRAINT "endk" PRIMARY KEY, "end" int DEFAULT length(E'end'), CONSTRAINT "end" FOREIGN KEY ("end") REFERENCES public.every_column (id), CONSTRAINT "endc" CHECK (length(E'end') > "end"));
COMMENT ON TABLE public."end" IS E'end\nend\n\nend';
CREATE TABLE public."subgraph" (id int CONSTRAINT "subgraphk" PRIMARY KEY, "subgraph" int DEFAULT length(E'subgraph'), CONSTRAINT "subgraph" FOREIGN KEY ("subgraph") REFERENCES public.every_column (id), CONSTRAINT "subgraphc" CHECK (length(E'subgraph') > "subgraph"));
COMMENT ON TABLE public."subgraph" IS E'subgraph\nsubgraph\n\nsubgraph';
CREATE TABLE public."default" (id int CONSTRAINT "defaultk" PRIMARY KEY, "default" int DEFAULT length(E'default'), CONSTRAINT "default" FOREIGN KEY ("default") REFERENCES public.every_column (id), CONSTRAINT "defaultc" CHECK (length(E'default') > "default"));
COMMENT ON TABLE public."default" IS E'default\ndefault\n\ndefault';
CREATE TABLE public."erDiagram" (id int CONSTRAINT "erDiagramk" PRIMARY KEY, "erDiagram" int DEFAULT length(E'erDiagram'), CONSTRAINT "erDiagram" FOREIGN KEY ("erDiagram") REFERENCES public.every_column (id), CONSTRAINT "erDiagramc" CHECK (length(E'erDiagram') > "erDiagram"));
COMMENT ON TABLE public."erDiagram" IS E'erDiagram\nerDiagram\n\nerDiagram';
CREATE TABLE public."title" (id int CONSTRAINT "titlek" PRIMARY KEY, "title" int DEFAULT length(E'title'), CONSTRAINT "title" FOREIGN KEY ("title") REFERENCES public.every_column (id), CONSTRAINT "titlec" CHECK (length(E'title') > "title"));
COMMENT ON TABLE public."title" IS E'title\ntitle\n\ntitle';
CREATE TABLE public."PK" (id int CONSTRAINT "PKk" PRIMARY KEY, "PK" int DEFAULT length(E'PK'), CONSTRAINT "PK" FOREIGN KEY ("PK") REFERENCES public.every_column (id), CONSTRAINT "PKc" CHECK (length(E'PK') > "PK"));
COMMENT ON TABLE public."PK" IS E'PK\nPK\n\nPK';
CREATE TABLE public."fk" (id int CONSTRAINT "fkk" PRIMARY KEY, "fk" int DEFAULT length(E'fk'), CONSTRAINT "fk" FOREIGN KEY ("fk") REFERENCES public.every_column (id), CONSTRAINT "fkc" CHECK (length(E'fk') > "fk"));
COMMENT ON TABLE public."fk" IS E'fk\nfk\n\nfk';
CREATE TABLE public."1st" (id int CONSTRAINT "1stk" PRIMARY KEY, "1st" int DEFAULT length(E'1st'), CONSTRAINT "1st" FOREIGN KEY ("1st") REFERENCES public.every_column (id), CONSTRAINT "1stc" CHECK (length(E'1st') > "1st"));
COMMENT ON TABLE public."1st" IS E'1st\n1st\n\n1st';
CREATE TABLE public."__proto__" (id int CONSTRAINT "__proto__k" PRIMARY KEY, "__proto__" int DEFAULT length(E'__proto__'), CONSTRAINT "__proto__" FOREIGN KEY ("__proto__") REFERENCES public.every_column (id), CONSTRAINT "__proto__c" CHECK (length(E'__proto__') > "__proto__"));
COMMENT ON TABLE public."__proto__" IS E'__proto__\n__proto__\n\n__proto__';
CREATE TABLE public."constructor" (id int CONSTRAINT "constructork" PRIMARY KEY, "constructor" int DEFAULT length(E'constructor'), CONSTRAINT "constructor" FOREIGN KEY ("constructor") REFERENCES public.every_column (id), CONSTRAINT "constructorc" CHECK (length(E'constructor') > "constructor"));
COMMENT ON TABLE public."constructor" IS E'constructor\nconstructor\n\nconstructor';
CREATE TABLE public."Users" (id int CONSTRAINT "Usersk" PRIMARY KEY, "Users" int DEFAULT length(E'Users'), CONSTRAINT "Users" FOREIGN KEY ("Users") REFERENCES public.every_column (id), CONSTRAINT "Usersc" CHECK (length(E'Users') > "Users"));
COMMENT ON TABLE public."Users" IS E'Users\nUsers\n\nUsers';
CREATE TABLE public."users" (id int CONSTRAINT "usersk" PRIMARY KEY, "users" int DEFAULT length(E'users'), CONSTRAINT "users" FOREIGN KEY ("users") REFERENCES public.every_column (id), CONSTRAINT "usersc" CHECK (length(E'users') > "users"));
COMMENT ON TABLE public."users" IS E'users\nusers\n\nusers';
CREATE TABLE public."USERS" (id int CONSTRAINT "USERSk" PRIMARY KEY, "USERS" int DEFAULT length(E'USERS'), CONSTRAINT "USERS" FOREIGN KEY ("USERS") REFERENCES public.every_column (id), CONSTRAINT "USERSc" CHECK (length(E'USERS') > "USERS"));
COMMENT ON TABLE public."USERS" IS E'USERS\nUSERS\n\nUSERS';
CREATE TABLE public."a.b" (id int CONSTRAINT "a.bk" PRIMARY KEY, "a.b" int DEFAULT length(E'a.b'), CONSTRAINT "a.b" FOREIGN KEY ("a.b") REFERENCES public.every_column (id), CONSTRAINT "a.bc" CHECK (length(E'a.b') > "a.b"));
COMMENT ON TABLE public."a.b" IS E'a.b\na.b\n\na.b';
CREATE TABLE public."../etc" (id int CONSTRAINT "../etck" PRIMARY KEY, "../etc" int DEFAULT length(E'../etc'), CONSTRAINT "../etc" FOREIGN KEY ("../etc") REFERENCES public.every_column (id), CONSTRAINT "../etcc" CHECK (length(E'../etc') > "../etc"));
COMMENT ON TABLE public."../etc" IS E'../etc\n../etc\n\n../etc';
CREATE TABLE public."con" (id int CONSTRAINT "conk" PRIMARY KEY, "con" int DEFAULT length(E'con'), CONSTRAINT "con" FOREIGN KEY ("con") REFERENCES public.every_column (id), CONSTRAINT "conc" CHECK (length(E'con') > "con"));
COMMENT ON TABLE public."con" IS E'con\ncon\n\ncon';
CREATE TABLE public."x:y" (id int CONSTRAINT "x:yk" PRIMARY KEY, "x:y" int DEFAULT length(E'x:y'), CONSTRAINT "x:y" FOREIGN KEY ("x:y") REFERENCES public.every_column (id), CONSTRAINT "x:yc" CHECK (length(E'x:y') > "x:y"));
COMMENT ON TABLE public."x:y" IS E'x:y\nx:y\n\nx:y';
CREATE TABLE public."x~y~z" (id int CONSTRAINT "x~y~zk" PRIMARY KEY, "x~y~z" int DEFAULT length(E'x~y~z'), CONSTRAINT "x~y~z" FOREIGN KEY ("x~y~z") REFERENCES public.every_column (id), CONSTRAINT "x~y~zc" CHECK (length(E'x~y~z') > "x~y~z"));
COMMENT ON TABLE public."x~y~z" IS E'x~y~z\nx~y~z\n\nx~y~z';
CREATE TABLE public."nbsp rows" (id int CONSTRAINT "nbsp rowsk" PRIMARY KEY, "nbsp rows" int DEFAULT length(E'nbsp rows'), CONSTRAINT "nbsp rows" FOREIGN KEY ("nbsp rows") REFERENCES public.every_column (id), CONSTRAINT "nbsp rowsc" CHECK (length(E'nbsp rows') > "nbsp rows"));
COMMENT ON TABLE public."nbsp rows" IS E'nbsp rows\nnbsp rows\n\nnbsp rows';
CREATE TABLE public."tab	bed" (id int CONSTRAINT "tab	bedk" PRIMARY KEY, "tab	bed" int DEFAULT length(E'tab	bed'), CONSTRAINT "tab	bed" FOREIGN KEY ("tab	bed") REFERENCES public.every_column (id), CONSTRAINT "tab	bedc" CHECK (length(E'tab	bed') > "tab	bed"));
COMMENT ON TABLE public."tab	bed" IS E'tab	bed\ntab	bed\n\ntab	bed';
CREATE TABLE public."|" (id int CONSTRAINT "|k" PRIMARY KEY, "|" int DEFAULT length(E'|'), CONSTRAINT "|" FOREIGN KEY ("|") REFERENCES public.every_column (id), CONSTRAINT "|c" CHECK (length(E'|') > "|"));
COMMENT ON TABLE public."|" IS E'|\n|\n\n|';
CREATE TABLE public."-" (id int CONSTRAINT "-k" PRIMARY KEY, "-" int DEFAULT length(E'-'), CONSTRAINT "-" FOREIGN KEY ("-") REFERENCES public.every_column (id), CONSTRAINT "-c" CHECK (length(E'-') > "-"));
COMMENT ON TABLE public."-" IS E'-\n-\n\n-';
CREATE TABLE public."one or zero" (id int CONSTRAINT "one or zerok" PRIMARY KEY, "one or zero" int DEFAULT length(E'one or zero'), CONSTRAINT "one or zero" FOREIGN KEY ("one or zero") REFERENCES public.every_column (id), CONSTRAINT "one or zeroc" CHECK (length(E'one or zero') > "one or zero"));
COMMENT ON TABLE public."one or zero" IS E'one or zero\none or zero\n\none or zero';
CREATE TABLE public."direction  lr" (id int CONSTRAINT "direction  lrk" PRIMARY KEY, "direction  lr" int DEFAULT length(E'direction  lr'), CONSTRAINT "direction  lr" FOREIGN KEY ("direction  lr") REFERENCES public.every_column (id), CONSTRAINT "direction  lrc" CHECK (length(E'direction  lr') > "direction  lr"));
COMMENT ON TABLE public."direction  lr" IS E'direction  lr\ndirection  lr\n\ndirection  lr';
CREATE TABLE public."accTitle: x" (id int CONSTRAINT "accTitle: xk" PRIMARY KEY, "accTitle: x" int DEFAULT length(E'accTitle: x'), CONSTRAINT "accTitle: x" FOREIGN KEY ("accTitle: x") REFERENCES public.every_column (id), CONSTRAINT "accTitle: xc" CHECK (length(E'accTitle: x') > "accTitle: x"));
COMMENT ON TABLE public."accTitle: x" IS E'accTitle: x\naccTitle: x\n\naccTitle: x';
CREATE TABLE public."classDef" (id int CONSTRAINT "classDefk" PRIMARY KEY, "classDef" int DEFAULT length(E'classDef'), CONSTRAINT "classDef" FOREIGN KEY ("classDef") REFERENCES public.every_column (id), CONSTRAINT "classDefc" CHECK (length(E'classDef') > "classDef"));
COMMENT ON TABLE public."classDef" IS E'classDef\nclassDef\n\nclassDef';
CREATE TABLE public."{" (id int CONSTRAINT "{k" PRIMARY KEY, "{" int DEFAULT length(E'{'), CONSTRAINT "{" FOREIGN KEY ("{") REFERENCES public.every_column (id), CONSTRAINT "{c" CHECK (length(E'{') > "{"));
COMMENT ON TABLE public."{" IS E'{\n{\n\n{';
CREATE TABLE public."}" (id int CONSTRAINT "}k" PRIMARY KEY, "}" int DEFAULT length(E'}'), CONSTRAINT "}" FOREIGN KEY ("}") REFERENCES public.every_column (id), CONSTRAINT "}c" CHECK (length(E'}') > "}"));
COMMENT ON TABLE public."}" IS E'}\n}\n\n}';
CREATE TABLE public."#quot;" (id int CONSTRAINT "#quot;k" PRIMARY KEY, "#quot;" int DEFAULT length(E'#quot;'), CONSTRAINT "#quot;" FOREIGN KEY ("#quot;") REFERENCES public.every_column (id), CONSTRAINT "#quot;c" CHECK (length(E'#quot;') > "#quot;"));
COMMENT ON TABLE public."#quot;" IS E'#quot;\n#quot;\n\n#quot;';
CREATE TABLE public."&lt;" (id int CONSTRAINT "&lt;k" PRIMARY KEY, "&lt;" int DEFAULT length(E'&lt;'), CONSTRAINT "&lt;" FOREIGN KEY ("&lt;") REFERENCES public.every_column (id), CONSTRAINT "&lt;c" CHECK (length(E'&lt;') > "&lt;"));
COMMENT ON TABLE public."&lt;" IS E'&lt;\n&lt;\n\n&lt;';
CREATE TABLE public."ß" (id int CONSTRAINT "ßk" PRIMARY KEY, "ß" int DEFAULT length(E'ß'), CONSTRAINT "ß" FOREIGN KEY ("ß") REFERENCES public.every_column (id), CONSTRAINT "ßc" CHECK (length(E'ß') > "ß"));
COMMENT ON TABLE public."ß" IS E'ß\nß\n\nß';
CREATE TABLE public."名前" (id int CONSTRAINT "名前k" PRIMARY KEY, "名前" int DEFAULT length(E'名前'), CONSTRAINT "名前" FOREIGN KEY ("名前") REFERENCES public.every_column (id), CONSTRAINT "名前c" CHECK (length(E'名前') > "名前"));
COMMENT ON TABLE public."名前" IS E'名前\n名前\n\n名前';
CREATE TYPE public."en|um `x`" AS ENUM ('a|b', '\|', '`', '``x`', ' spaced ', 'new
line', '<script>alert(1)</script>', ']]>', '--> x', '[x](javascript:alert(1))', '*a*_b_**c**', '_x_', 'rtl‮abc', 'zero​width', '# head', '1. one', '%%{init: {}}%%', 'direction TB', 'style a:b#c;', 'a"b', 'it''s', 'back\slash', '$f$', '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀', 'one', 'many', 'to', 'u', 'only', 'class', 'style', 'end', 'subgraph', 'default', 'erDiagram', 'title', 'PK', 'fk', '1st', '__proto__', 'constructor', 'Users', 'users', 'USERS', 'a.b', '../etc', 'con', 'x:y', 'x~y~z', 'nbsp rows', 'tab	bed', '|', '-', 'one or zero', 'direction  lr', 'accTitle: x', 'classDef', '{', '}', '#quot;', '&lt;', 'ß', '名前');
CREATE TABLE public."types ~ of" (id int, a public."en|um `x`", b public."en|um `x`"[], c double precision, d timestamp(3) with time zone, e numeric(10,2)[], f interval day to second(3), g "char", h bit varying(5), i character varying(255));
CREATE FUNCTION public."a|b"("a|b" int DEFAULT length(E'a|b')) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
COMMENT ON FUNCTION public."a|b"(int) IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE VIEW public."v a|b" AS SELECT E'```a|b'::text AS "a|b";
COMMENT ON VIEW public."v a|b" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE INDEX "i a|b" ON public.every_column ((length(E'a|b') + id)) WHERE length(E'a|b') > id;
CREATE POLICY "a|b" ON public.every_column USING (length(E'a|b') > id);
CREATE FUNCTION public."`"("`" int DEFAULT length(E'`')) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
COMMENT ON FUNCTION public."`"(int) IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE VIEW public."v `" AS SELECT E'````'::text AS "`";
COMMENT ON VIEW public."v `" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE INDEX "i `" ON public.every_column ((length(E'`') + id)) WHERE length(E'`') > id;
CREATE POLICY "`" ON public.every_column USING (length(E'`') > id);
CREATE FUNCTION public."new
line"("new
line" int DEFAULT length(E'new\nline')) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
COMMENT ON FUNCTION public."new
line"(int) IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE VIEW public."v new
line" AS SELECT E'```new\nline'::text AS "new
line";
COMMENT ON VIEW public."v new
line" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE INDEX "i new
line" ON public.every_column ((length(E'new\nline') + id)) WHERE length(E'new\nline') > id;
CREATE POLICY "new
line" ON public.every_column USING (length(E'new\nline') > id);
CREATE FUNCTION public."<i>"("<i>" int DEFAULT length(E'<i>')) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
COMMENT ON FUNCTION public."<i>"(int) IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE VIEW public."v <i>" AS SELECT E'```<i>'::text AS "<i>";
COMMENT ON VIEW public."v <i>" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE INDEX "i <i>" ON public.every_column ((length(E'<i>') + id)) WHERE length(E'<i>') > id;
CREATE POLICY "<i>" ON public.every_column USING (length(E'<i>') > id);
CREATE FUNCTION public." "(" " int DEFAULT length(E' ')) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
COMMENT ON FUNCTION public." "(int) IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE VIEW public."v  " AS SELECT E'``` '::text AS " ";
COMMENT ON VIEW public."v  " IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE INDEX "i  " ON public.every_column ((length(E' ') + id)) WHERE length(E' ') > id;
CREATE POLICY " " ON public.every_column USING (length(E' ') > id);
CREATE FUNCTION public.""""("""" int DEFAULT length(E'"')) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
COMMENT ON FUNCTION public.""""(int) IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE VIEW public."v """ AS SELECT E'```"'::text AS """";
COMMENT ON VIEW public."v """ IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE INDEX "i """ ON public.every_column ((length(E'"') + id)) WHERE length(E'"') > id;
CREATE POLICY """" ON public.every_column USING (length(E'"') > id);
CREATE FUNCTION public."*"("*" int DEFAULT length(E'*')) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
COMMENT ON FUNCTION public."*"(int) IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE VIEW public."v *" AS SELECT E'```*'::text AS "*";
COMMENT ON VIEW public."v *" IS E'a|b \\| ` ``x`  spaced  new\nline <script>alert(1)</script> ]]> --> x [x](javascript:alert(1)) *a*_b_**c** _x_ rtl‮abc zero​width # head 1. one %%{init: {}}%% direction TB style a:b#c; a"b it''s back\\slash $f$ 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 one many to u only class style end subgraph default erDiagram title PK fk 1st __proto__ constructor Users users USERS a.b ../etc con x:y x~y~z nbsp rows tab	bed | - one or zero direction  lr accTitle: x classDef { } #quot; &lt; ß 名前';
CREATE INDEX "i *" ON public.every_column ((length(E'*') + id)) WHERE length(E'*') > id;
CREATE POLICY "*" ON public.every_column USING (length(E'*') > id);
