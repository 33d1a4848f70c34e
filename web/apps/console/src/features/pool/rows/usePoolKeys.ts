import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import type { Selection } from "../selection.ts";
import type { RowStore } from "./RowStore.ts";
import { reveal } from "./useVirtual.ts";

interface Setting {
  store: RowStore;
  box: RefObject<HTMLElement | null>;
  total: number;
  height: number;
  head: number;
  selection: Selection;
}

const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=menu], .ant-select";
const ELSEWHERE = "a, button, [role=separator]";

/** j/k and the arrows move, Enter opens, x chooses, Escape chooses nothing, / searches: wherever the focus is. */
export function usePoolKeys(setting: Setting) {
  const [active, setActive] = useState(setting.store.active);
  const navigate = useNavigate();
  const go = (index: number) => {
    const to = Math.min(Math.max(index, 0), setting.total - 1);
    setting.store.active = to;
    setActive(to);
    if (setting.box.current) reveal(setting.box.current, to, setting.height, setting.head);
  };
  const page = () => Math.max(Math.floor((setting.box.current?.clientHeight ?? 0) / setting.height) - 1, 1);
  const row = setting.store.row(active);
  const moves: Record<string, () => void> = {
    j: () => go(active + 1),
    k: () => go(active - 1),
    ArrowDown: () => go(active + 1),
    ArrowUp: () => go(active - 1),
    PageDown: () => go(active + page()),
    PageUp: () => go(active - page()),
    Home: () => go(0),
    End: () => go(setting.total - 1),
    Enter: () => row && navigate(`/tickets/${row.number}`),
    x: () => row && setting.selection.toggle(row),
    " ": () => row && setting.selection.toggle(row),
    Escape: () => setting.selection.set([]),
    "/": () => document.querySelector<HTMLElement>("[data-pool-search]")?.focus(),
  };
  useKeys(moves);
  const { store } = setting;
  const touch = useCallback(
    (index: number) => {
      store.active = index;
      setActive(index);
    },
    [store],
  );
  return { active, setActive: touch };
}

/** The keys of a page, wherever the focus is but in a field. */
function useKeys(moves: Record<string, () => void>): void {
  const known = useRef(moves);
  known.current = moves;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const from = event.target instanceof Element ? event.target : document.body;
      if (event.ctrlKey || event.metaKey || event.altKey || from.closest(FIELDS)) return;
      if ((event.key === "Enter" || event.key === " ") && from.closest(ELSEWHERE)) return;
      const move = known.current[event.key];
      if (!move) return;
      event.preventDefault();
      move();
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}
