import { isProblem, type Ticket } from "@bihuan/api";
import { type FormDefinition, type Json, type JsonObject, mergeFields } from "@bihuan/core";
import { type Choices, type Clash, clashesOf, decided, FieldValue, FORM } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { type ReactNode, useMemo, useState } from "react";
import { usePersonName } from "../../../shared/lookups.ts";
import { entriesOf } from "../entries.ts";
import { useTrace } from "../useTicket.ts";
import { type Change, changesSince } from "./clashes.ts";
import { texts } from "./texts.ts";

/** What a form needs while somebody else may be writing into the same ticket. */
export interface Merging {
  /** The version that was before this person when the form was opened: sent along, so that the server can merge. */
  seen: number;
  /** Fields that both changed, to be decided now. */
  clashes: readonly Clash[];
  /** What others changed since, by path. */
  changed: ReadonlyMap<string, Change>;
  /** What is to be said at the fields of the form. */
  notes: Readonly<Record<string, ReactNode>>;
  nameOf: (id: string | null) => string;
  /** The tenant's zone, in which times are told. */
  zone: string;
  /** Take in a refusal: clashes are asked about; what was unseen counts as seen from now on. */
  refused: (error: Error) => void;
  /** The patch as chosen, and the version it is sent on. */
  settle: (patch: JsonObject, choices: Choices) => { patch: Record<string, Json>; seen: number };
  close: () => void;
}

/** `typed`: what this person has typed into the form so far, by key. */
export function useMerging(ticket: Ticket, pageKey: string, form: FormDefinition, typed: JsonObject): Merging {
  const me = useMe();
  const nameOf = useNames(pageKey, ticket.version);
  const [start, setStart] = useState(() => ({ seen: ticket.version, data: ticket.data as JsonObject }));
  const [asked, setAsked] = useState<{ clashes: readonly Clash[]; version: number }>({ clashes: [], version: 0 });
  const trace = useTrace(pageKey, ticket.version).data;
  const changed = useMemo(
    () => (trace ? changesSince(entriesOf(trace), start.seen, me.id) : new Map<string, Change>()),
    [trace, start.seen, me.id],
  );
  const now = ticket.data as JsonObject;
  const clashing = new Set(mergeFields(start.data, typed, now).conflicts.map(({ field }) => field));
  const notes = useNotes(form, changed, clashing, now, nameOf);
  return {
    seen: start.seen,
    clashes: asked.clashes,
    changed,
    notes,
    nameOf,
    zone: me.tenant.zone,
    refused: (error) => {
      if (!isProblem(error)) return;
      const version = Number(error.data.version);
      if (error.code === "ticket.fields_changed") setAsked({ clashes: clashesOf(error.problems), version });
      if (error.code === "ticket.inputs_changed") setStart({ seen: version, data: now });
    },
    settle: (patch, choices) => {
      const { clashes, version } = asked;
      setStart({ seen: version, data: now });
      setAsked({ clashes: [], version: 0 });
      return { patch: decided(patch, clashes, choices), seen: version };
    },
    close: () => setAsked({ clashes: [], version: 0 }),
  };
}

function useNames(pageKey: string, version: number): (id: string | null) => string {
  const t = useTexts(texts);
  const known = usePersonName();
  const people = useTrace(pageKey, version).data?.people;
  return (id) => (id && (people?.[id] || known(id))) || t("someone");
}

function useNotes(
  form: FormDefinition,
  changed: ReadonlyMap<string, Change>,
  clashing: ReadonlySet<string>,
  now: JsonObject,
  nameOf: (id: string | null) => string,
): Record<string, ReactNode> {
  const t = useTexts(texts);
  const zone = useMe().tenant.zone;
  const notes: Record<string, ReactNode> = {};
  for (const [path, { by }] of changed) {
    const field = path.startsWith(FORM) ? form.fields.get(path.slice(FORM.length)) : undefined;
    if (!field) continue;
    const who = nameOf(by);
    notes[field.key] = clashing.has(field.key) ? (
      <>
        {t("clashing", { who })}
        <FieldValue field={field} value={now[field.key] ?? null} zone={zone} />
      </>
    ) : (
      t("changed", { who })
    );
  }
  return notes;
}
