import { tenantBase } from "@bihuan/api";
import { useMe } from "@bihuan/session";
import { useEffect, useReducer, useState } from "react";
import { dropDraft, keepDraft, readDraft } from "../../shared/drafts.ts";
import type { FormBody } from "./draft/body.ts";
import { begun, type Step, type Steps, stepped } from "./draft/steps.ts";

interface Kept {
  version: number;
  base: FormBody;
  now: FormBody;
}

export interface Draft {
  steps: Steps;
  /** Whether it holds what is not published. */
  isDirty: boolean;
  /** Whether it goes on with what was left here before. */
  isResumed: boolean;
  step: (step: Step) => void;
  /** Away with what is not published, also with what this computer keeps of it. */
  forget: () => void;
}

/** A draft with its steps. This computer keeps it, per person, until it is published or given up. */
export function useDraft(key: string, first: FormBody, version: number): Draft {
  const place = `bihuan.form-draft.${tenantBase()}.${useMe().id}.${key}`;
  const [kept] = useState(() => readDraft<Kept>(place));
  const [steps, step] = useReducer(stepped, null, () =>
    kept ? begun(kept.base, kept.version, kept.now) : begun(first, version),
  );
  const isDirty = steps.now !== steps.base && JSON.stringify(steps.now) !== JSON.stringify(steps.base);
  useEffect(() => {
    if (isDirty) keepDraft(place, { version: steps.version, base: steps.base, now: steps.now });
    else dropDraft(place);
  }, [place, isDirty, steps]);
  const forget = () => {
    dropDraft(place);
    step({ do: "begin", steps: begun(first, version) });
  };
  return { steps, isDirty, isResumed: kept !== null, step, forget };
}
