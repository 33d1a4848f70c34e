import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  css?: string[];
}

/** What a browser must have before the first page shows: the entry, all that it imports at once, and their styles. */
function firstLoad(app: string): Map<string, number> {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(`dist/${app}/manifest.json`, "utf8"));
  const files = new Map<string, number>([["index.html", zipped(app, "index.html")]]);
  const add = (key: string) => {
    const chunk = manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.set(file, zipped(app, file));
    for (const next of chunk.imports ?? []) add(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) add(key);
  return files;
}

function zipped(app: string, file: string): number {
  return gzipSync(readFileSync(`dist/${app}/${file}`), { level: 9 }).length;
}

/** What is loaded besides once such a module is asked for. */
function loadedWith(app: string, module: string): number {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(`dist/${app}/manifest.json`, "utf8"));
  const files = firstLoad(app);
  const add = (key: string) => {
    const chunk = manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.set(file, zipped(app, file));
    for (const next of chunk.imports ?? []) add(next);
  };
  expect(Object.keys(manifest)).toContain(module);
  add(module);
  return [...files.values()].reduce((sum, size) => sum + size, 0) / 1000;
}

test("whoever reports something loads at most 88 KB before he can type", () => {
  const total = loadedWith("portal", "src/features/report/Report.tsx");
  console.log(`portal, reporting: ${total.toFixed(1)} KB of 88 KB`);
  expect(total).toBeLessThanOrEqual(88);
});

test.each([
  ["console", 350],
  ["work", 130],
  ["portal", 80],
])("the first load of the %s app is at most %d KB (gzip)", (app, budget) => {
  const files = firstLoad(app);
  const total = [...files.values()].reduce((sum, size) => sum + size, 0) / 1000;
  console.log(`${app}: ${total.toFixed(1)} KB of ${budget} KB`);
  expect(files.size).toBeGreaterThan(2);
  expect(total, [...files].map(([file, size]) => `${file} ${size}`).join("\n")).toBeLessThanOrEqual(budget);
});
