// What every editor of a setting is given.
import type { Json } from "@bihuan/core";
import type { Option } from "../../../shared/admin/parts.tsx";
import type { Askable } from "../../../shared/conditions/model.ts";
import type { FlowBody, Item } from "../model/flow.ts";
import type { Setting } from "../model/settings.ts";
import type { Telling } from "../model/words.ts";
import type { FormField } from "../useFlows.ts";

export interface Around {
  telling: Telling;
  fields: readonly FormField[];
  askable: readonly Askable[];
  people: Option[];
  roles: Option[];
  teams: Option[];
  types: Option[];
  calendars: Option[];
  onBody: (body: FlowBody, touched?: string) => void;
}

export interface EditorProps {
  item: Item;
  setting: Setting;
  label: string;
  value: Json | undefined;
  /** undefined: as usual. `touched`: typing in one field is one step to undo. */
  onChange: (value: Json | undefined, touched?: string) => void;
  around: Around;
}

/** Options that also hold what is chosen and not offered any more. */
export function withChosen(options: readonly Option[], chosen: readonly string[]): Option[] {
  const known = new Set(options.map((one) => one.value));
  return [...options, ...chosen.filter((one) => one && !known.has(one)).map((value) => ({ value, label: value }))];
}

export function fieldOptions(fields: readonly FormField[], ...kinds: readonly string[]): Option[] {
  return fields
    .filter((field) => !kinds.length || kinds.some((kind) => field.kind.includes(kind)))
    .map((field) => ({ value: field.key, label: field.name }));
}
