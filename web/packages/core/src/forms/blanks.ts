// What counts as a blank: spelled out, because Python's strip() and JavaScript's trim() disagree on two of them.
const BLANK = "[\\t\\n\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]";
const AROUND = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");
const ANY = new RegExp(BLANK, "g");

/** Without blanks around it. */
export function trimmed(text: string): string {
  return text.replace(AROUND, "");
}

/** Without any blank. */
export function unspaced(text: string): string {
  return text.replace(ANY, "");
}
