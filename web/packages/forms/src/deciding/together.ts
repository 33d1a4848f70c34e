// What can be decided for many at once: whatever asks for nothing but an opinion. Pure.
import type { JsonObject } from "@bihuan/core";

/** An action as the server offers it, as far as it matters here. */
export interface Offer {
  key: string;
  form: Readonly<Record<string, string>>;
  signature: string;
  evidence: Readonly<Record<string, number>>;
  targets: readonly string[];
  needs_person: boolean;
}

export type Apart = "signature" | "evidence" | "fields" | "people" | "closed";

/** Why it has to be decided by itself; null where an opinion is all that it takes. `offer`: undefined = not open. */
export function whyApart(offer: Offer | undefined, values: JsonObject): Apart | null {
  if (!offer) return "closed";
  if (offer.signature === "required") return "signature";
  if (Object.keys(offer.evidence).length > 0) return "evidence";
  if (offer.needs_person || offer.targets.length > 0) return "people";
  const lacks = Object.entries(offer.form).some(([key, right]) => right === "required" && isBlank(values[key]));
  return lacks ? "fields" : null;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
