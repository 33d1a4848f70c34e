import { type Json, type Problem, Refusal } from "../values.ts";
import { type FileFacts, MEDIA } from "./context.ts";
import type { FieldDefinition, FieldKindSpec, Situation } from "./definition.ts";
import { identifier } from "./references.ts";
import { attempt, problem, reject } from "./spec.ts";

/** A file is known and of an accepted kind; one that stood there before needs no second look-up. */
export function judgeFile(path: string, id: string, accepted: Json | undefined, situation: Situation): Problem[] {
  const facts = situation.files.get(id);
  const before = Array.isArray(situation.before) ? situation.before : [situation.before];
  if (!facts) return before.includes(id) ? [] : [problem("form.file_unknown", {}, path)];
  if (!Array.isArray(accepted) || facts.media === null || accepted.includes(facts.media)) return [];
  return [problem("form.file_not_accepted", { media: facts.media }, path)];
}

/** Announced files count as what they were announced; those of unknown kind may still fill any gap. */
function missingEvidence(ids: readonly string[], field: FieldDefinition, files: Situation["files"]): Problem[] {
  const known = ids.map((id) => files.get(id)).filter((facts): facts is FileFacts => facts !== undefined);
  const count = (media: string | null) => known.filter((facts) => facts.media === media).length;
  const wanted = (field.settings.evidence ?? {}) as Record<string, number>;
  const found: Problem[] = [];
  let jokers = count(null);
  for (const media of MEDIA.filter((each) => each in wanted)) {
    const [min = 0, have] = [wanted[media], count(media)];
    const lacking = Math.max(0, min - have);
    if (lacking > jokers) found.push(problem("form.evidence_missing", { media, min, have }));
    jokers = Math.max(0, jokers - lacking);
  }
  return found;
}

export const FILES: FieldKindSpec = {
  name: "files",
  ruleType: "files",
  defaults: { max_items: 20, accept: null, evidence: null, camera: false, watermark: false },
  clean: (value, field) => {
    if (!Array.isArray(value)) reject("form.not_list");
    const most = Number(field.settings.max_items);
    if (value.length > most) reject("form.too_many", { max: most });
    const faults: Problem[] = [];
    const named = value.map((item, index) => {
      const [id, found] = attempt(() => identifier(item) ?? reject("form.not_reference"));
      for (const fault of found) faults.push({ ...fault, path: String(index) });
      return id;
    });
    if (faults.length) throw new Refusal("form.rejected", faults);
    return named.length ? [...new Set(named)] : null;
  },
  judge: (value, field, situation) => {
    const ids = value as string[];
    const found = ids.flatMap((id, index) => judgeFile(String(index), id, field.settings.accept, situation));
    return situation.required ? [...found, ...missingEvidence(ids, field, situation.files)] : found;
  },
  filesIn: (value) => value as string[],
};

export const SIGNATURE: FieldKindSpec = {
  name: "signature",
  ruleType: "text",
  defaults: {},
  clean: identifier,
  judge: (value, _field, situation) => judgeFile("", String(value), ["photo"], situation),
  filesIn: (value) => [String(value)],
};
