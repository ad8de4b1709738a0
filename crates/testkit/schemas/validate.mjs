// Validates an XML document, read from stdin, against each XML Schema named as an argument. Prints what is wrong, a line each.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { validateXML } from "xmllint-wasm";

const document = { fileName: "report.xml", contents: readFileSync(0, "utf8") };
for (const path of process.argv.slice(2)) {
  const schema = { fileName: basename(path), contents: readFileSync(path, "utf8") };
  const { errors } = await validateXML({ xml: [document], schema: [schema] });
  for (const error of errors) console.log(`${schema.fileName}: ${error.rawMessage}`);
}
