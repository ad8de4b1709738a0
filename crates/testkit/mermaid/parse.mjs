// Parses Mermaid diagrams with Mermaid itself: [{name, text}, …] as JSON on stdin, [{name, error}, …] on stdout, where
// error is null when the diagram parses.
import { JSDOM } from "jsdom";

// Mermaid cleans labels by DOMPurify, which needs a document to do it with.
const { window } = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = window;
globalThis.document = window.document;

const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });
const { maxTextSize } = mermaid.mermaidAPI.getConfig();

async function errorOf(text) {
  // Only rendering looks at the size; a diagram that is too large would pass here and show nothing in a browser.
  if (text.length > maxTextSize) return `${text.length} characters, and Mermaid renders no more than ${maxTextSize}`;
  try {
    await mermaid.parse(text);
    return null;
  } catch (error) {
    return String(error?.message ?? error) || "unknown error";
  }
}

let input = "";
process.stdin.setEncoding("utf8");
for await (const chunk of process.stdin) input += chunk;

const results = [];
for (const { name, text } of JSON.parse(input)) results.push({ name, error: await errorOf(text) });
process.stdout.write(JSON.stringify(results));
