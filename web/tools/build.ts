// Builds the three apps into dist/, each text file also as .br and .gz, so that the server only has to send them.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";
import { APPS, type AppName, appConfig } from "./app.ts";

const TEXT = new Set([".html", ".js", ".css", ".json", ".svg", ".webmanifest", ".wasm"]);
const SMALLEST = 600;

function compress(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
    const content = readFileSync(path);
    if (content.length < SMALLEST) continue;
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params: quality }));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

rmSync("dist.next", { recursive: true, force: true });
for (const name of Object.keys(APPS) as AppName[]) await build({ ...appConfig(name), configFile: false });
compress("dist.next");
// Exchanged as a whole: a server that runs meanwhile never sees half an app.
rmSync("dist", { recursive: true, force: true });
renameSync("dist.next", "dist");
