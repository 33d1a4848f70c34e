import type { FieldDefinition } from "@bihuan/core";
import type { Language } from "@bihuan/i18n";
import type { FormState } from "./useFormState.ts";

/** What every control is given. */
export interface ControlInput {
  field: FieldDefinition;
  state: FormState;
  language: Language;
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}
