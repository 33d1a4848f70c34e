// Style, types, import rules and house limits of the web. Each checker must show that it has read something.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

interface Step {
  name: string;
  command: string[];
  hasRead: RegExp;
}

const MOST_LINES = 500;
const STEPS: Step[] = [
  {
    name: "biome",
    command: ["node_modules/@biomejs/biome/bin/biome", "check", "--max-diagnostics=50"],
    hasRead: /Checked [1-9]\d* files/,
  },
  {
    name: "types",
    command: ["node_modules/typescript/bin/tsc", "--noEmit", "--listFilesOnly"],
    hasRead: /packages\/core\/src/,
  },
  { name: "types", command: ["node_modules/typescript/bin/tsc"], hasRead: /(?:)/ },
  {
    name: "imports",
    command: ["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", "packages", "apps"],
    hasRead: /\([1-9]\d+ modules/,
  },
];

function failed(step: Step): boolean {
  const done: SpawnSyncReturns<string> = spawnSync(process.execPath, step.command, { encoding: "utf8" });
  const output = done.stdout + done.stderr;
  const ok = done.status === 0 && step.hasRead.test(output);
  if (!ok) console.log(`--- ${step.name} ---\n${done.status === 0 ? "It has read nothing.\n" : ""}${output}`);
  return !ok;
}

function tooLong(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && [".ts", ".tsx", ".css"].includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("node_modules") && !path.includes("/generated/"));
  if (found.length === 0) throw new Error(`nothing to read in ${folder}`);
  return found.filter((path) => readFileSync(path, "utf8").split("\n").length > MOST_LINES + 1);
}

const long = [...tooLong("packages"), ...tooLong("apps")];
for (const path of long) console.log(`${path} has more than ${MOST_LINES} lines`);
const faults = STEPS.filter(failed).length + long.length;
console.log(`web: ${faults} faults in ${STEPS.length + 1} checks`);
process.exit(faults ? 1 : 0);
