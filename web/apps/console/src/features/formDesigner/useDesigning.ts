import { pick, useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useEffect, useMemo, useState } from "react";
import { askablesOf } from "./askables.ts";
import { besideTexts } from "./besideTexts.ts";
import type { Design, Selection } from "./design.ts";
import {
  columnsOf,
  type FieldBody,
  type FormBody,
  fieldOf,
  fieldsOf,
  optionsOf,
  type Place,
  placeOf,
  withNewField,
  withoutField,
} from "./draft/body.ts";
import { keyFor } from "./draft/copies.ts";
import { freshField, TILES, type Tile } from "./kinds.ts";
import { kindTexts } from "./kindTexts.ts";
import { texts } from "./texts.ts";
import type { Draft } from "./useDraft.ts";
import { type Check, type Finding, useCheck, useRemoved } from "./useFormDesign.ts";

const SETTLE_MS = 400;
const NOTHING_FOUND: readonly Finding[] = [];

/** All that the parts of the designer share, for a draft. `isSettled`: the server has seen it as it is now. */
export function useDesigning(draft: Draft): { design: Design; check: Check | undefined; isSettled: boolean } {
  const { steps, step } = draft;
  const body = steps.now;
  const [selection, select] = useState<Selection>({ at: "form" });
  const settled = useSettledBody(body);
  const query = useCheck(settled);
  const check = query.data;
  const { base, buried, published } = useKnownKeys(draft);
  const askables = useMemo(() => askablesOf(body, nameBeside), [body]);
  const change = (to: FormBody, strand?: string) => step({ do: "change", to, ...(strand ? { strand } : {}) });
  const says = useWords();
  const add = (id: string, at?: Place) => {
    const tile: Tile | undefined = TILES.find((one) => one.id === id);
    const place = at ?? behind(body, selection);
    if (!tile || !place) return;
    const key = keyFor(body, tile.id, buried);
    const tables = fieldsOf(body).filter((one) => one.kind === "sub_table");
    change(withNewField(body, freshField(tile, key, says.kind(tile), says.part(tile), tables), place));
    select({ at: "field", key });
  };
  const remove = (field: FieldBody) => {
    change(withoutField(body, field.key));
    select(beside(body, field.key));
    showToast(says.removed(field));
  };
  const findings = check?.findings ?? NOTHING_FOUND;
  const sentences = check?.sentences ?? {};
  const design = {
    body,
    base,
    published,
    buried,
    selection,
    select,
    change,
    findings,
    sentences,
    askables,
    add,
    remove,
  };
  return { design, check, isSettled: settled === body && !query.isFetching && !query.isPlaceholderData };
}

/** What keys mean something already: of the version the draft lies over, and of fields that were removed before. */
function useKnownKeys({ steps }: Draft) {
  const base = steps.version > 0 ? steps.base : null;
  const removed = useRemoved(base === null ? null : steps.now.form).data;
  const published = useMemo(() => publishedIn(base), [base]);
  const buried = useMemo(
    () => [...(removed ?? []).map((one) => one.field.key), ...(base ? fieldsOf(base).map((one) => one.key) : [])],
    [removed, base],
  );
  return { base, buried, published };
}

function useWords() {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  return {
    kind: (tile: Tile) => ({ zh: say(tile.id as "text") }),
    part: (tile: Tile) => {
      const word = tile.kind === "checklist" ? "item" : tile.kind === "sub_table" ? "column" : "option";
      return (no: number) => ({ zh: say(word, { no }) });
    },
    removed: (field: FieldBody) => t("removed", { name: pick({ ...field.label }, "zh") }),
  };
}

function nameBeside(key: string) {
  return besideTexts[key] ?? { zh: key };
}

/** Behind what is selected; else at the end. */
function behind(body: FormBody, selection: Selection): Place | undefined {
  const at = selection.at === "field" ? placeOf(body, selection.key) : undefined;
  if (at) return { ...at, index: at.index + 1 };
  const named = selection.at === "section" ? body.sections.find((one) => one.key === selection.key) : undefined;
  const section = named ?? body.sections.at(-1);
  return section && { section: section.key, index: section.fields.length };
}

/** What is selected once a field is gone: the one after it, so that keys go on working. */
function beside(body: FormBody, key: string): Selection {
  const all = fieldsOf(body);
  const at = all.findIndex((one) => one.key === key);
  const next = all[at + 1] ?? all[at - 1];
  return next && fieldOf(body, next.key) ? { at: "field", key: next.key } : { at: "form" };
}

function publishedIn(base: FormBody | null): ReadonlySet<string> {
  const fields = base ? fieldsOf(base) : [];
  const inner = fields.flatMap((field) => [field, ...columnsOf(field)]);
  return new Set(inner.flatMap((field) => [field.key, ...optionsOf(field).map((one) => `${field.key} ${one.value}`)]));
}

function useSettledBody(body: FormBody): FormBody {
  const [settled, setSettled] = useState(body);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(body), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [body]);
  return settled;
}
