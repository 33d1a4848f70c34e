import type { FieldDefinition } from "@bihuan/core";
import type { Language } from "@bihuan/i18n";
import type { ReactNode } from "react";
import type { FormState } from "./useFormState.ts";

/** What every control is given. */
export interface ControlInput {
  field: FieldDefinition;
  state: FormState;
  language: Language;
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  /** In a row: what the cell is called. Its control is small. */
  cell?: string;
}

/** What a control with cells is given besides: how a cell's own control is made. */
export interface TableInput extends ControlInput {
  controlOf: (input: ControlInput) => ReactNode;
}
