import { useMe } from "@bihuan/session";
import { useCallback, useEffect, useState } from "react";
import { copied, inserted, removed, shifted } from "../model/edit.ts";
import { type FlowBody, findItem, type Item, type Slot, slotOf } from "../model/flow.ts";
import { begun, changed, type History, redone, undone } from "../model/history.ts";
import { both } from "./both.ts";
import { dropDraft, keepDraft, keptDraft } from "./draft.ts";
import { newItem } from "./making.ts";

export interface Published {
  body: FlowBody;
  form: string;
  version: number;
}

interface Content {
  body: FlowBody;
  form: string;
  base: number;
}

// Between flows, too: what is copied in one can be pasted in another.
let clipboard: Item | null = null;

/** What is being drawn, its past and its future; kept on this device with every change. */
function useHistory(published: Published) {
  const me = useMe();
  const [history, setHistory] = useState<History<Content>>(() => {
    const { body, form, version } = published;
    const kept = keptDraft(body.key, me.id);
    return begun(kept ? { body: kept.body, form: kept.form, base: kept.base } : { body, form, base: version });
  });
  const { now } = history;
  const isDirty = now.base === 0 || now.body !== published.body || now.form !== published.form;
  useEffect(() => {
    if (isDirty) keepDraft({ ...now, at: Date.now() }, me.id);
    else dropDraft(now.body.key, me.id);
  }, [now, isDirty, me.id]);
  const change = useCallback((body: FlowBody, touched: string | null = null) => {
    setHistory((before) => changed(before, body === before.now.body ? before.now : { ...before.now, body }, touched));
  }, []);
  const put = useCallback((next: Partial<Content>) => {
    setHistory((before) => changed(before, { ...before.now, ...next }));
  }, []);
  return {
    ...now,
    isDirty,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undo: () => setHistory(undone),
    redo: () => setHistory(redone),
    change,
    put,
    drop: () => dropDraft(now.body.key, me.id),
  };
}

/** What is being drawn, what is chosen of it, and what can be done with that. */
export function useDesign(published: Published) {
  const history = useHistory(published);
  const { body, change } = history;
  const [asked, setSelected] = useState<string | null>(null);
  const [adding, setAdding] = useState<Slot | null>(null);
  const selected = asked !== null && findItem(body, asked) ? asked : null;
  const choose = useCallback((id: string | null) => {
    setSelected(id);
    setAdding(null);
  }, []);
  const add = (slot: Slot, items: readonly Item[]) => {
    change(inserted(body, slot, items));
    choose(items[0]?.id ?? null);
  };
  const behind = (): Slot | null => {
    const slot = selected === null ? null : slotOf(body, selected);
    return slot ? { ...slot, at: slot.at + 1 } : null;
  };
  return {
    ...history,
    selected,
    adding,
    choose,
    begin: setAdding,
    beginBehind: () => setAdding(behind()),
    make: (slot: Slot, kind: string) => add(slot, [newItem(body, slot, kind, both)]),
    copy: () => {
      const item = findItem(body, selected);
      if (item && item.kind !== "start") clipboard = item;
    },
    paste: () => {
      const slot = behind() ?? { of: null, way: 0, at: body.root.length };
      if (clipboard) add(slot, [copied(body, clipboard)]);
    },
    remove: () => {
      if (selected === null) return;
      change(removed(body, selected));
      choose(null);
    },
    shift: (by: -1 | 1) => {
      if (selected !== null) change(shifted(body, selected, by));
    },
  };
}

export type Design = ReturnType<typeof useDesign>;
