// What all parts of the designer share: the draft, what is selected in it, and what the server found of it.
import { createContext, useContext } from "react";
import type { Askable } from "../../shared/conditions/model.ts";
import type { FieldBody, FormBody } from "./draft/body.ts";
import type { Finding } from "./useFormDesign.ts";

export type Selection = { at: "form" } | { at: "section"; key: string } | { at: "field"; key: string; column?: string };

export interface Design {
  body: FormBody;
  /** What the draft was begun from; null: nothing is published yet. */
  base: FormBody | null;
  /** The keys of fields and (`field option`) of options that are published: what they mean is known elsewhere. */
  published: ReadonlySet<string>;
  /** Keys that fields had which were removed: a new field must not take over their data. */
  buried: readonly string[];
  selection: Selection;
  select: (selection: Selection) => void;
  /** `strand`: what the step is a part of; typing one text is one step. */
  change: (to: FormBody, strand?: string) => void;
  findings: readonly Finding[];
  sentences: Readonly<Record<string, string>>;
  askables: readonly Askable[];
  /** Adds a field of a tile at the place, or behind what is selected. */
  add: (tile: string, at?: { section: string; index: number }) => void;
  remove: (field: FieldBody) => void;
}

export const DesignContext = createContext<Design | null>(null);

export function useDesign(): Design {
  const design = useContext(DesignContext);
  if (!design) throw new Error("outside of the designer");
  return design;
}

/** What was found at an element or inside it. */
export function foundAt(findings: readonly Finding[], path: string): Finding[] {
  return findings.filter((one) => one.path === path || one.path.startsWith(`${path}.`));
}
