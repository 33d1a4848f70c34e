/** What somebody types behind a sign like @ or /: where it begins, and what stands behind it so far. */
export interface Typed {
  sign: string;
  start: number;
  text: string;
}

const LONGEST = 30;
const IN_WORD = /[\p{L}\p{N}._-]/u;
const LATIN = /[A-Za-z0-9._-]/;

/**
 * The sign that is being typed at the caret, or null. `@` may follow Chinese without a blank, but not a letter: that is
 * an address. Any other sign begins a line or follows a blank: 1/2 asks for nothing.
 */
export function typedAt(value: string, caret: number, signs: readonly string[]): Typed | null {
  for (let at = caret - 1; at >= 0 && caret - at <= LONGEST + 1; at--) {
    const char = value[at] ?? "";
    if (signs.includes(char)) {
      return begins(char, value[at - 1]) ? { sign: char, start: at, text: value.slice(at + 1, caret) } : null;
    }
    if (!IN_WORD.test(char)) return null;
  }
  return null;
}

function begins(sign: string, before: string | undefined): boolean {
  if (before === undefined || /\s/.test(before)) return true;
  return sign === "@" && !LATIN.test(before);
}

/** The text with what was typed replaced, and where the caret stands then. */
export function replaced(value: string, typed: Typed, by: string): { value: string; caret: number } {
  const end = typed.start + typed.sign.length + typed.text.length;
  return { value: value.slice(0, typed.start) + by + value.slice(end), caret: typed.start + by.length };
}
