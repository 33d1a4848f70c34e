// Undo and redo: what was, what is, what was taken back. Typing in one field is one step.
const MOST = 200;

export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** What was touched last: the same again joins the step before. */
  touched: string | null;
}

export function begun<T>(now: T): History<T> {
  return { past: [], now, future: [], touched: null };
}

export function changed<T>(history: History<T>, now: T, touched: string | null = null): History<T> {
  if (now === history.now) return history;
  const joins = touched !== null && touched === history.touched;
  const past = joins ? history.past : [...history.past, history.now].slice(-MOST);
  return { past, now, future: [], touched };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], touched: null };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future: rest, touched: null };
}
