// Lays out the diagrams of a Markdown file with Mermaid, and prints for each how many lines cross and which lines run
// through an entity that they do not connect: node lines.mjs SCHEMA_DIAGRAM.md
// Needs no browser: the sizes of texts are estimated, so positions differ a little from those in a browser.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!DOCTYPE html><body></body>", { pretendToBeVisual: true });
globalThis.window = window;
globalThis.document = window.document;
for (const name of ["Element", "HTMLElement", "SVGElement", "Node", "DOMParser", "XMLSerializer", "CSSStyleSheet", "getComputedStyle"]) {
  globalThis[name] ??= window[name];
}
globalThis.CSS ??= window.CSS ??= { escape: (text) => String(text).replace(/[^\w-]/g, (c) => `\\${c}`), supports: () => false };

function textSize(element) {
  const length = (element.textContent ?? "").length;
  return { x: 0, y: 0, width: length * 8, height: length ? 20 : 0 };
}

function translation(element) {
  const found = /translate\(\s*([-\d.e]+)[ ,]+([-\d.e]+)/.exec(element.getAttribute("transform") ?? "");
  return found ? [Number(found[1]), Number(found[2])] : [0, 0];
}

const number = (element, name) => Number(element.getAttribute(name)) || 0;

function box(element) {
  if (["text", "tspan"].includes(element.tagName)) return textSize(element);
  if (element.tagName === "rect") {
    return { x: number(element, "x"), y: number(element, "y"), width: number(element, "width"), height: number(element, "height") };
  }
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const child of element.children) {
    const inner = box(child);
    if (!inner.width && !inner.height) continue;
    const [dx, dy] = translation(child);
    [left, top] = [Math.min(left, inner.x + dx), Math.min(top, inner.y + dy)];
    [right, bottom] = [Math.max(right, inner.x + inner.width + dx), Math.max(bottom, inner.y + inner.height + dy)];
  }
  return left === Infinity ? { x: 0, y: 0, width: 0, height: 0 } : { x: left, y: top, width: right - left, height: bottom - top };
}

window.SVGElement.prototype.getBBox = function () { return box(this); };
window.SVGElement.prototype.getComputedTextLength = function () { return textSize(this).width; };
window.Element.prototype.getBoundingClientRect = function () {
  const size = textSize(this);
  return { ...size, left: 0, top: 0, right: size.width, bottom: size.height };
};

const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, htmlLabels: false, flowchart: { htmlLabels: false } });

/// The corners of an entity's box.
function entity(group) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (x, y) => {
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  };
  for (const path of group.querySelectorAll("path")) {
    for (const [, x, y] of (path.getAttribute("d") ?? "").matchAll(/(-?[\d.]+(?:e-?\d+)?)[ ,]+(-?[\d.]+(?:e-?\d+)?)/g)) add(Number(x), Number(y));
  }
  for (const rect of group.querySelectorAll("rect")) {
    const { x, y, width, height } = box(rect);
    if (width && height) [add(x, y), add(x + width, y + height)];
  }
  const [dx, dy] = translation(group);
  return { id: group.id.replace(/^diagram-entity-/, ""), left: left + dx, right: right + dx, top: top + dy, bottom: bottom + dy };
}

/// Points on a line.
function points(path) {
  const found = [];
  let at;
  const add = (steps, point) => {
    for (let step = 1; step <= steps; step += 1) found.push(point(step / steps));
    at = found.at(-1);
  };
  for (const [, command, rest] of path.getAttribute("d").matchAll(/([MLC])([^MLC]*)/g)) {
    const n = rest.trim().split(/[ ,]+/).map(Number);
    const from = at ?? [n[0], n[1]];
    const mix = (t, ...p) => [0, 1].map((axis) => p.reduce((sum, [weight, point]) => sum + weight(t) * point[axis], 0));
    if (command !== "C") {
      add(at ? 8 : 1, (t) => mix(t, [(u) => 1 - u, from], [(u) => u, [n[0], n[1]]]));
      continue;
    }
    const [a, b, to] = [[n[0], n[1]], [n[2], n[3]], [n[4], n[5]]];
    add(10, (t) => mix(t, [(u) => (1 - u) ** 3, from], [(u) => 3 * (1 - u) ** 2 * u, a], [(u) => 3 * (1 - u) * u ** 2, b], [(u) => u ** 3, to]));
  }
  return found;
}

function cross(one, other) {
  const side = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  const meet = (p, q, r, s) => side(p, q, r) !== side(p, q, s) && side(r, s, p) !== side(r, s, q);
  return one.slice(1).some((q, i) => other.slice(1).some((s, k) => meet(one[i], q, other[k], s)));
}

async function inspect(text) {
  const { svg } = await mermaid.render("diagram", text);
  const drawn = new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;
  const entities = [...drawn.querySelectorAll("g.node")].map(entity);
  const lines = [...drawn.querySelectorAll("path.relationshipLine")].map((path) => ({ id: path.id, points: points(path) }));
  const through = [];
  for (const line of lines) {
    const others = entities.filter(({ id }) => !line.id.includes(`entity-${id}_`));
    const inside = ([x, y]) => (e) => x > e.left + 1 && x < e.right - 1 && y > e.top + 1 && y < e.bottom - 1;
    for (const hit of others.filter((e) => line.points.some((point) => inside(point)(e)))) through.push(`${line.id.replace("diagram-id_", "")} through ${hit.id}`);
  }
  let crossings = 0;
  lines.forEach((line, i) => lines.slice(i + 1).forEach((other) => (crossings += cross(line.points, other.points) ? 1 : 0)));
  return { entities: entities.length, lines: lines.length, crossings, through };
}

for (const file of process.argv.slice(2)) {
  const blocks = [...readFileSync(file, "utf8").matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, text]) => text);
  for (const [at, text] of blocks.entries()) {
    const { entities, lines, crossings, through } = await inspect(text);
    console.log(`${file} ${at + 1}: ${entities} entities, ${lines} lines, ${crossings} crossings, ${through.length} through entities`);
    through.forEach((line) => console.log(`    ${line}`));
  }
}
