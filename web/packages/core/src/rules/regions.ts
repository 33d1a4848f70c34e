// Being within. Chinese administrative codes carry their own tree (GB/T 2260: 32 province, 3205 city, 320506 county,
// then 3 digits for the town and 3 for the village, padded with zeros), so a region needs no table.
import type { Trees } from "./env.ts";

const CODE = /^[1-9][0-9]{5}(?:[0-9]{3}){0,2}$/;

export interface Tops {
  ids: ReadonlySet<string>;
  prefixes: readonly string[];
}

export function treeTops(tree: string, ids: readonly string[]): Tops {
  const prefixes = tree === "region" ? ids.map(regionPrefix).filter(Boolean) : [];
  return { ids: new Set(ids), prefixes };
}

export function withinTops(trees: Trees, tree: string, member: string, tops: Tops): boolean {
  if (tops.prefixes.some((prefix) => member.startsWith(prefix))) return true;
  if (tree !== "person" && tops.ids.has(member)) return true;
  return [...trees.ancestors(tree, member)].some((above) => tops.ids.has(above));
}

function regionPrefix(id: string): string {
  if (!CODE.test(id)) return "";
  let code = id;
  for (const width of [9, 6]) {
    if (code.length > width && !code.endsWith("000")) return code;
    code = code.slice(0, width);
  }
  if (!code.endsWith("00")) return code;
  return code.slice(0, code.endsWith("0000") ? 2 : 4);
}
