import {
  addWeekdays,
  type Evaluation,
  evaluate,
  type FieldRight,
  type FileFacts,
  type FormContext,
  type FormDefinition,
  type Json,
  type JsonObject,
  mediaOf,
  NO_TREES,
  type Problem,
} from "@bihuan/core";
import { useCallback, useMemo, useState } from "react";
import { type Arrivals, useArrivals } from "./arrivals.ts";
import type { Change } from "./change.ts";
import type { StoredFile } from "./services.ts";
import { useTyped } from "./typed.ts";

interface Options {
  form: FormDefinition;
  stored?: JsonObject;
  /** What had been typed before, where somebody goes on with it. */
  typed?: Readonly<Record<string, Json>>;
  rights?: Readonly<Record<string, FieldRight>>;
  /** The records beside the form that its rules may read: priority, source_channel, customer … */
  related?: Readonly<Record<string, Json>>;
  zone: string;
  /** What readings were the last time that somebody took them at this machine. */
  previous?: Readonly<Record<string, PreviousReading>> | undefined;
}

export interface PreviousReading {
  value: string;
  at: number;
}

/** Faults of what is not there yet: while somebody fills in a table or a list they would only scold. */
const LATER = new Set([
  "form.required",
  "form.consent_missing",
  "form.row_empty",
  "form.item_unanswered",
  "form.remark_missing",
  "form.photo_missing",
  "form.too_few",
  "form.span_half",
]);

export interface FormState extends Arrivals {
  form: FormDefinition;
  zone: string;
  evaluation: Evaluation;
  previous: Readonly<Record<string, PreviousReading>>;
  /** Only what was typed: the patch that is sent. What linkage hides by now is kept here and not sent. */
  changes: Readonly<Record<string, Json>>;
  files: ReadonlyMap<string, StoredFile>;
  /** The fault to be shown now at a place or inside it: of touched fields, or of all once somebody tried to send. */
  problemAt(path: string, exactly?: boolean): Problem | undefined;
  /** Whether rows may be added to a sub-table, and taken out of it. */
  mayShape(key: string): boolean;
  set(key: string, change: Change): void;
  /** Forget what was typed into a field: what is stored shows again. */
  drop(key: string): void;
  addFile(file: StoredFile): void;
  /** What a record says that was chosen just now: rules read it, other fields take it over. */
  relate(key: string, facts: Readonly<Record<string, Json>>): void;
  /** Show every fault from now on; true when there is none and nothing is on its way. */
  check(): boolean;
}

const NONE: Readonly<Record<string, never>> = {};

/** What is typed into a form, judged at each key stroke just as the server will judge it. */
export function useFormState(options: Options): FormState {
  const { form, stored = NONE, typed = NONE, rights = NONE, related = NONE, zone, previous = NONE } = options;
  const { changes, touched, untyped, set, drop } = useTyped(typed);
  const [showsAll, setShowsAll] = useState(false);
  const [files, setFiles] = useState<ReadonlyMap<string, StoredFile>>(new Map());
  const { chosen, relate } = useChosen();
  const arrivals = useArrivals();
  const evaluation = useMemo(() => {
    const known = { ...related, ...chosen };
    const context = contextOf({ form, stored, typed: changes, rights, related: known, zone, previous }, files);
    return evaluate(form, { ...stored, ...changes }, context, stored);
  }, [form, stored, changes, rights, related, chosen, zone, previous, files]);
  untyped.current = evaluation.values;
  const sent = useMemo(
    () => Object.fromEntries(Object.entries(changes).filter(([key]) => evaluation.visible.has(key))),
    [changes, evaluation],
  );
  const addFile = useCallback((file: StoredFile) => setFiles((before) => new Map(before).set(file.id, file)), []);
  const check = useCallback(() => {
    setShowsAll(true);
    return evaluation.errors.length === 0 && !arrivals.arriving;
  }, [evaluation, arrivals.arriving]);
  return {
    form,
    zone,
    previous,
    evaluation,
    changes: sent,
    files,
    problemAt: (path, exactly = false) => {
      const [key = path] = path.split(".");
      if (!showsAll && !touched.has(key)) return undefined;
      const found = evaluation.errors.find((one) => one.path === path || (!exactly && one.path.startsWith(`${path}.`)));
      return found && (showsAll || found.path === key || !LATER.has(found.code)) ? found : undefined;
    },
    mayShape: (key) => ["edit", "required"].includes(rights[key] ?? rights["*"] ?? "edit"),
    set,
    drop,
    addFile,
    relate,
    check,
    ...arrivals,
  };
}

/** What records say that were chosen while the form was filled in. */
function useChosen() {
  const [chosen, setChosen] = useState<Readonly<Record<string, Json>>>(NONE);
  const relate = useCallback(
    (key: string, facts: Readonly<Record<string, Json>>) => setChosen((before) => ({ ...before, [key]: { ...facts } })),
    [],
  );
  return { chosen, relate };
}

function contextOf(options: Required<Options>, files: ReadonlyMap<string, StoredFile>): FormContext {
  const { "*": others = "edit", ...known } = options.rights;
  return {
    env: {
      now: Date.now(),
      zone: options.zone,
      trees: NO_TREES,
      addWorkingDays: (day, count) => addWeekdays(day, count),
    },
    rights: known,
    defaultRight: others,
    related: options.related,
    files: factsOf(options, files),
    taken: new Set(),
  };
}

/** Files that stood there before are known to be there, but not what they are: the server judges those. */
function factsOf(
  { form, stored, typed }: Required<Options>,
  files: ReadonlyMap<string, StoredFile>,
): Map<string, FileFacts> {
  const facts = new Map<string, FileFacts>();
  for (const [key, field] of form.fields) {
    const value = typed[key] ?? stored[key] ?? null;
    for (const id of value === null ? [] : (field.kind.filesIn?.(value) ?? [])) facts.set(id, { media: null });
  }
  for (const file of files.values()) facts.set(file.id, { media: mediaOf(file.type) });
  return facts;
}
