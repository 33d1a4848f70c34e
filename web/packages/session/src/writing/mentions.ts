/** Somebody whom a note mentions; without a name he was erased. */
export interface Mention {
  id: string;
  name: string | null;
}

export interface Part {
  text: string;
  isName: boolean;
}

/** The words of a note, cut where it names those whom it mentions. */
export function partsOf(text: string, mentions: readonly Mention[]): Part[] {
  const names = mentions.flatMap(({ name }) => (name ? [`@${name}`] : []));
  if (!names.length) return [{ text, isName: false }];
  // The longer first: @张三 must not be found in @张三丰.
  const longest = [...new Set(names)].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(${longest.map(escaped).join("|")})`, "u");
  return text
    .split(pattern)
    .filter((part) => part)
    .map((part) => ({ text: part, isName: longest.includes(part) }));
}

/** Those whom a note mentions by a name that does not stand in it: they were renamed since. */
export function namedElsewhere(text: string, mentions: readonly Mention[]): string[] {
  return mentions.flatMap(({ name }) => (name && !text.includes(`@${name}`) ? [name] : []));
}

/** Of those who were picked, whoever's name still stands in the text. */
export function stillNamed(text: string, picked: readonly Mention[]): string[] {
  const there = partsOf(text, picked);
  const said = new Set(there.filter((part) => part.isName).map((part) => part.text));
  return [...new Set(picked.filter(({ name }) => said.has(`@${name}`)).map(({ id }) => id))];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
