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
import type { StoredFile } from "./services.ts";

interface Options {
  form: FormDefinition;
  stored?: JsonObject;
  /** What had been typed before, where somebody goes on with it. */
  typed?: Readonly<Record<string, Json>>;
  rights?: Readonly<Record<string, FieldRight>>;
  /** The records beside the form that its rules may read: priority, source_channel, customer … */
  related?: Readonly<Record<string, Json>>;
  zone: string;
}

export interface FormState {
  form: FormDefinition;
  zone: string;
  evaluation: Evaluation;
  /** Only what was typed: the patch that is sent. */
  changes: Readonly<Record<string, Json>>;
  files: ReadonlyMap<string, StoredFile>;
  /** Faults to be shown now: those of touched fields, or all once somebody tried to send. */
  problemAt(key: string): Problem | undefined;
  set(key: string, value: Json): void;
  /** Forget what was typed into a field: what is stored shows again. */
  drop(key: string): void;
  addFile(file: StoredFile): void;
  /** Show every fault from now on; true when there is none. */
  check(): boolean;
}

/** What is typed into a form, judged at each key stroke just as the server will judge it. */
export function useFormState({ form, stored = {}, typed = {}, rights = {}, related = {}, zone }: Options): FormState {
  const [changes, setChanges] = useState<Readonly<Record<string, Json>>>(typed);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [showsAll, setShowsAll] = useState(false);
  const [files, setFiles] = useState<ReadonlyMap<string, StoredFile>>(new Map());
  const evaluation = useMemo(() => {
    const context = contextOf({ form, stored, typed: changes, rights, related, zone }, files);
    return evaluate(form, { ...stored, ...changes }, context, stored);
  }, [form, stored, changes, rights, related, zone, files]);
  const set = useCallback((key: string, value: Json) => {
    setChanges((before) => ({ ...before, [key]: value }));
    setTouched((before) => new Set(before).add(key));
  }, []);
  const drop = useCallback((key: string) => setChanges(({ [key]: _dropped, ...others }) => others), []);
  const addFile = useCallback((file: StoredFile) => setFiles((before) => new Map(before).set(file.id, file)), []);
  const check = useCallback(() => {
    setShowsAll(true);
    return evaluation.errors.length === 0;
  }, [evaluation]);
  return {
    form,
    zone,
    evaluation,
    changes,
    files,
    problemAt: (key) => {
      if (!showsAll && !touched.has(key)) return undefined;
      return evaluation.errors.find((error) => error.path === key || error.path.startsWith(`${key}.`));
    },
    set,
    drop,
    addFile,
    check,
  };
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
