import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const HAN = /\p{Script=Han}/u;
const COLOUR = /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i;

function sources(...endings: string[]): string[] {
  const found = ["packages", "apps"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => path.includes("/src/") && !path.includes("node_modules")),
  );
  expect(found.length).toBeGreaterThan(10);
  return found;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

test("words for people stand in texts.ts and words.ts only, in both languages", () => {
  const hard = sources(".tsx", ".ts")
    .filter((path) => !/([tT]exts|[wW]ords|describe[A-Za-z]*|wording)\.ts$/.test(path))
    // How people write times, days, amounts, yes and no, numbers of phones and addresses is read there, and said in both languages.
    .filter((path) => !/core\/src\/forms\/(capitals|clock|consents|contacts|days|places|scales)\.ts$/.test(path))
    .filter((path) => HAN.test(withoutComments(readFileSync(path, "utf8"))));
  expect(hard).toEqual([]);
});

test("no element says something in English by itself", () => {
  const spoken = sources(".tsx").filter((path) => {
    const text = withoutComments(readFileSync(path, "utf8"));
    return (
      /(?:placeholder|aria-label|title|alt|label|hint)="[A-Za-z]/.test(text) ||
      />\s*[A-Z][a-z]+ [a-z]+[^<>{}=;]*<\//.test(text)
    );
  });
  expect(spoken).toEqual([]);
});

test("colours are named in the tokens only", () => {
  const coloured = sources(".css").filter(
    (path) => !path.endsWith("tokens.css") && COLOUR.test(withoutComments(readFileSync(path, "utf8"))),
  );
  expect(coloured).toEqual([]);
});
