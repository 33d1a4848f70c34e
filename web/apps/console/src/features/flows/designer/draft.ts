import { tenantBase } from "@bihuan/api";
import * as drafts from "../../../shared/drafts.ts";
import type { FlowBody } from "../model/flow.ts";

export interface Draft {
  body: FlowBody;
  form: string;
  /** The version that it was made from; 0: a flow that is not published yet. */
  base: number;
  at: number;
}

function place(key: string, person: string): string {
  return `bihuan.flow.${tenantBase()}.${person}.${key}`;
}

export function keptDraft(key: string, person: string): Draft | null {
  const found = drafts.readDraft<Draft>(place(key, person));
  return found && Array.isArray(found.body?.root) ? found : null;
}

export function keepDraft(draft: Draft, person: string): boolean {
  return drafts.keepDraft(place(draft.body.key, person), draft);
}

export function dropDraft(key: string, person: string): void {
  drafts.dropDraft(place(key, person));
}
