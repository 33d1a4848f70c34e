// What a flow says besides its steps: stages, who is in charge, withdrawing, reopening.
import { isObject, listOf, nameOf } from "./flow.ts";
import { type Fact, namesIn, stepName, type Telling } from "./words.ts";

export interface WholeWords {
  name: string;
  stages: string;
  leads: string;
  admins: string;
  withdraw: string;
  reopen: string;
  days: string;
  /** What withdrawing can be, and what it leads to. */
  until: Readonly<Record<string, string>>;
  after: Readonly<Record<string, string>>;
}

export function wholeFacts(telling: Telling, words: WholeWords): Fact[] {
  const { body, language, names, say } = telling;
  const listed = (value: Parameters<typeof namesIn>[0]) => namesIn(value).map(names.role).join(say("list"));
  const reopen = isObject(body.reopen) ? body.reopen : null;
  const rule = isObject(body.withdraw) ? body.withdraw : {};
  const withdraw = [
    words.until[String(rule.until ?? "first_act")],
    rule.until === "never" ? "" : words.after[String(rule.then ?? "cancel")],
  ]
    .filter(Boolean)
    .join(say("list"));
  const facts = [
    { key: "label", label: words.name, text: nameOf(body.label, language, body.key) },
    { key: "stages", label: words.stages, text: sayStages(telling) },
    { key: "leads", label: words.leads, text: listed(body.leads) },
    { key: "admins", label: words.admins, text: listed(body.admins) },
    { key: "withdraw", label: words.withdraw, text: withdraw },
    { key: "reopen", label: words.reopen, text: reopen ? stepName(String(reopen.to), telling) : "" },
    { key: "days", label: words.days, text: reopen ? String(reopen.days ?? 7) : "" },
  ];
  return facts.filter((fact) => fact.text !== "");
}

function sayStages({ body, language, say }: Telling): string {
  return listOf(body.stages)
    .map((stage) => nameOf(stage.label, language, String(stage.key)))
    .join(say("list"));
}
