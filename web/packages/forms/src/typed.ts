import type { Json } from "@bihuan/core";
import { type RefObject, useCallback, useRef, useState } from "react";
import { type Change, changed } from "./change.ts";

interface Typed {
  changes: Readonly<Record<string, Json>>;
  /** The fields that somebody was at. */
  touched: ReadonlySet<string>;
  /** What fields hold into which nothing was typed: for whoever judges the form to keep up to date. */
  untyped: RefObject<Readonly<Record<string, Json>>>;
  set: (key: string, change: Change) => void;
  drop: (key: string) => void;
}

/** What was typed into a form; each change is laid on those before it, also on those that are not drawn yet. */
export function useTyped(typed: Readonly<Record<string, Json>>): Typed {
  const [changes, setChanges] = useState(typed);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const untyped = useRef<Readonly<Record<string, Json>>>({});
  const set = useCallback((key: string, change: Change) => {
    setChanges((before) => {
      const now = key in before ? before[key] : untyped.current[key];
      return { ...before, [key]: changed(change, now ?? null) };
    });
    setTouched((before) => new Set(before).add(key));
  }, []);
  const drop = useCallback((key: string) => setChanges(({ [key]: _dropped, ...others }) => others), []);
  return { changes, touched, untyped, set, drop };
}
