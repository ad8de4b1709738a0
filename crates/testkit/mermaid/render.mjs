// Draws a Mermaid diagram as a PNG picture, for a human look: node render.mjs DIAGRAM.mmd PICTURE.png
// Needs Chromium (Debian: apt-get install chromium), or another browser of its kind named by CHROMIUM.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [source, picture] = process.argv.slice(2);
if (!picture) {
  console.error("usage: node render.mjs DIAGRAM.mmd PICTURE.png");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const work = mkdtempSync(join(tmpdir(), "pgplumb-mermaid-"));

function browse(html, ...flags) {
  const page = join(work, "page.html");
  writeFileSync(page, html);
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  quiet.push("--disable-component-update", "--disable-sync", "--hide-scrollbars");
  return execFileSync(
    process.env.CHROMIUM ?? "chromium",
    ["--headless", "--no-sandbox", ...quiet, `--user-data-dir=${join(work, "profile")}`, ...flags, pathToFileURL(page)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 30, timeout: 120_000 },
  );
}

const drawing = `<!DOCTYPE html><meta charset="utf-8"><body>
<script src="${pathToFileURL(join(here, "node_modules/mermaid/dist/mermaid.min.js"))}"></script>
<script>
  mermaid.initialize({ startOnLoad: false, er: { useMaxWidth: false }, flowchart: { useMaxWidth: false } });
  mermaid.render("diagram", ${JSON.stringify(readFileSync(source, "utf8")).replaceAll("<", "\\u003c")})
    .then(({ svg }) => { document.body.innerHTML = "<main>" + svg + "</main>"; })
    .catch((error) => { document.body.innerHTML = "<pre></pre>"; document.querySelector("pre").textContent = error.message; });
</script>`;

try {
  const drawn = browse(drawing, "--virtual-time-budget=30000", "--dump-dom");
  const svg = drawn.match(/<main>([\s\S]*)<\/main>/)?.[1];
  if (!svg) throw new Error(drawn.match(/<pre>([\s\S]*)<\/pre>/)?.[1] ?? "nothing was drawn");
  const [, , width, height] = svg.match(/viewBox="([^"]*)"/)[1].split(/\s+/).map(Number);
  const size = `--window-size=${Math.ceil(width) + 16},${Math.ceil(height) + 16}`;
  const page = `<!DOCTYPE html><meta charset="utf-8"><body style="margin:8px;background:white">${svg}`;
  browse(page, size, `--screenshot=${resolve(picture)}`);
} catch (error) {
  console.error(`${source}: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
