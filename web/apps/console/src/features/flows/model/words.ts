// What a step says, in plain words: read beside the drawing, and compared between versions.
import type { Json, JsonObject } from "@bihuan/core";
import type { Translate } from "@bihuan/i18n";
import { type SayTime, sayLength } from "../../../shared/lengths/lengths.ts";
import { type SettingKey, settingTexts } from "../settingTexts.ts";
import { type FlowBody, findItem, type Item, isObject, listOf, nameOf, stagesOf, waysOf } from "./flow.ts";
import { type Setting, settingsOf } from "./settings.ts";

export type Say = Translate<(typeof settingTexts)["zh"]>;

/** What things are called that a flow names by key or id. */
export interface Names {
  person: (id: string) => string;
  role: (key: string) => string;
  field: (key: string) => string;
  team: (id: string) => string;
  type: (key: string) => string;
  calendar: (key: string) => string;
}

export interface Telling {
  say: Say;
  sayTime: SayTime;
  language: string;
  names: Names;
  /** Conditions as sentences, by place: <branch>/<number>, <repeat>/until. */
  sentences: Readonly<Record<string, string>>;
  body: FlowBody;
}

export interface Fact {
  key: string;
  label: string;
  text: string;
}

/** A text by a key that is put together; the key itself where there is none. */
export function word(say: Say, key: string): string {
  return key in settingTexts.zh ? say(key as "name") : key;
}

export function kindWord(say: Say, kind: string): string {
  return word(say, `kind_${kind}`);
}

export function labelOf(item: JsonObject, { language, say }: Pick<Telling, "language" | "say">): string {
  return nameOf(item.label, language) || kindWord(say, String(item.kind));
}

export function settingLabel(say: Say, item: Item, setting: Setting): string {
  if (setting.as === "written") return setting.key;
  return word(say, item.kind === "repeat" && setting.key === "until" ? "until_repeat" : setting.key);
}

/** Everything that a step says, but for what goes without saying. */
export function factsOf(item: Item, telling: Telling): Fact[] {
  return settingsOf(item).flatMap((setting) => {
    const text = sayValue(item, setting, telling);
    return text ? [{ key: setting.key, label: settingLabel(telling.say, item, setting), text }] : [];
  });
}

/** The one line below the name on the canvas: who, or what. */
export function gistOf(item: Item, telling: Telling): string {
  const first: Readonly<Record<string, string>> = {
    start: "who",
    handle: "owner",
    approve: "approvers",
    notify: "to",
    children: "type",
    action: "set",
  };
  const key = first[item.kind];
  if (item.kind === "wait") return factsOf(item, telling).find((fact) => fact.key !== "stage")?.text ?? "";
  const setting = settingsOf(item).find((one) => one.key === key);
  return setting ? sayValue(item, setting, telling) : "";
}

export function sayValue(item: Item, setting: Setting, telling: Telling): string {
  const written = item[setting.key];
  const value = written === undefined ? setting.usual : written;
  if (value === undefined && !["who", "sources", "returns"].includes(setting.as)) return "";
  return (SAYERS[setting.as] ?? sayWritten)(value ?? null, telling, setting, item);
}

type Sayer = (value: Json, telling: Telling, setting: Setting, item: Item) => string;

const sayWritten: Sayer = (value, { say }) => `${JSON.stringify(value)} ${say("asWritten")}`;
const sayChoice: Sayer = (value, { say }, setting) => word(say, `${setting.key}_${String(value)}`);
const sayLabel: Sayer = (value, { language }) => nameOf(value, language);
const sayPlain: Sayer = (value) => String(value);

const SAYERS: Partial<Record<Setting["as"], Sayer>> = {
  stage: (value, { body, language }) =>
    nameOf(stagesOf(body).find((one) => one.key === value)?.label, language, String(value)),
  who: (value, telling) => {
    const roles = namesIn(isObject(value) ? value.roles : null).map(telling.names.role);
    const people = namesIn(isObject(value) ? value.people : null).map(telling.names.person);
    return [...roles, ...people].join(telling.say("list")) || telling.say("everybody");
  },
  sources: (value, telling, setting) => {
    if (value === null || value === "by_hand") return setting.key === "owner" ? telling.say("byHand") : "";
    return saySources(value, telling);
  },
  choice: sayChoice,
  flag: (value, { say }) => say(value ? "yes" : "no"),
  number: sayPlain,
  key: sayPlain,
  length: (value, { sayTime }) => sayLength(String(value), sayTime),
  label: sayLabel,
  roles: (value, { names, say }) => namesIn(value).map(names.role).join(say("list")),
  steps: (value, telling) =>
    namesIn(value)
      .map((id) => stepName(id, telling))
      .join(telling.say("list")),
  multi: (value, { say }, setting) =>
    namesIn(value)
      .map((one) => word(say, `${setting.key}_${one}`))
      .join(say("list")),
  visit: (value, { say }) =>
    typeof value === "string" && ["simple", "full"].includes(value)
      ? word(say, `visit_${value}`)
      : namesIn(value)
          .map((one) => word(say, `visit_${one}`))
          .join(say("list")),
  ifEmpty: (value, { say, names }) =>
    isObject(value) ? names.person(String(value.person)) : word(say, `if_empty_${String(value)}`),
  refused: (value, telling) => {
    if (!isObject(value)) return telling.say("refused_terminate");
    if (typeof value.return_to === "string")
      return telling.say("goesBack", { step: stepName(value.return_to, telling) });
    if (Array.isArray(value.items)) return telling.say("refused_items");
    const stage = stagesOf(telling.body).find((one) => one.key === value.stage);
    return `${telling.say("refused_terminate")} · ${nameOf(stage?.label, telling.language, String(value.stage))}`;
  },
  rights: (value, telling) => sayRights(value, telling),
  actions: (value, telling) =>
    listOf(value)
      .map((one) => sayAction(one, telling))
      .join("\n"),
  deadline: (value, telling) => (isObject(value) ? sayDeadline(value, telling) : ""),
  handOver: (value, { say, sayTime }) => {
    if (isObject(value)) return value.after ? sayLength(String(value.after), sayTime) : say("hand_over_working");
    if (value === false) return "";
    return say(value === "working" ? "hand_over_working" : "hand_over_wall");
  },
  until: (value, { say, sayTime, names }) => {
    if (!isObject(value)) return names.field(String(value));
    const field = names.field(String(value.field));
    if (value.plus) return say("plus", { field, length: sayLength(String(value.plus), sayTime) });
    return value.minus ? say("minus", { field, length: sayLength(String(value.minus), sayTime) }) : field;
  },
  event: (value, { say }) =>
    isObject(value) ? say("signalOf", { key: String(value.signal) }) : word(say, `event_${String(value)}`),
  values: (value, { names }) =>
    isObject(value)
      ? Object.entries(value)
          .map(([key, one]) => `${names.field(key)} = ${typeof one === "string" ? one : JSON.stringify(one)}`)
          .join("\n")
      : "",
  ticketType: (value, { names }) => names.type(String(value)),
  teams: (value, { names, say }) => {
    if (isObject(value)) return names.field(String(value.field));
    const teams = Array.isArray(value) ? value : [value];
    return teams.map((one) => names.team(String(isObject(one) ? one.team : one))).join(say("list"));
  },
  calendar: (value, { names }) => names.calendar(String(value)),
  fields: (value, { names, say }) => namesIn(value).map(names.field).join(say("list")),
  rows: (value, { names }) => names.field(String(value)),
  team: (value, { names }) => (isObject(value) ? String(value.column) : names.team(String(value))),
  join: (value, { say }) =>
    typeof value === "number" ? say("join_some", { count: value }) : word(say, `join_${String(value)}`),
  condition: (_, { say, sentences }, __, item) => sentences[`${item.id}/until`] ?? say("complexCondition"),
  ways: (_, telling, __, item) =>
    waysOf(item)
      .map((_, at) => sayWay(item, at, telling))
      .join("\n"),
  lanes: (_, telling, __, item) =>
    waysOf(item)
      .map((way) => nameOf(way.label, telling.language, way.key))
      .join(telling.say("list")),
};

/** A way with its condition: what it is called, and when it is taken. */
export function sayWay(item: Item, at: number, telling: Telling): string {
  const way = waysOf(item)[at];
  const name = nameOf(way?.label, telling.language, way?.key);
  return telling.say("pair", { name, text: sayCondition(item, at, telling) });
}

export function sayCondition(item: Item, at: number, { say, sentences }: Telling): string {
  const when = listOf(item.ways)[at]?.when;
  if (when === undefined) return say("defaultWay");
  if (isObject(when) && Array.isArray(when.all) && !when.all.length) return say("noCondition");
  return sentences[`${item.id}/${at}`] ?? say("complexCondition");
}

export function stepName(id: string, telling: Telling): string {
  const item = findItem(telling.body, id);
  return item ? labelOf(item, telling) : id;
}

export function saySources(value: Json, telling: Telling): string {
  const sources = Array.isArray(value) ? value : [value];
  return sources
    .filter(isObject)
    .map((one) => saySource(one, telling))
    .join(telling.say("list"));
}

/** The kind of a source: the first of its keys that is one. */
export const SOURCES = [
  "role",
  "people",
  "submitter",
  "department_head",
  "manager",
  "previous_handler",
  "field",
  "on_duty",
  "chosen",
  "matrix",
] as const;
export type SourceKind = (typeof SOURCES)[number];

export function kindOfSource(source: JsonObject): SourceKind | null {
  return SOURCES.find((kind) => source[kind] !== undefined) ?? null;
}

function saySource(source: JsonObject, telling: Telling): string {
  const { say, names } = telling;
  const kind = kindOfSource(source);
  if (!kind) return JSON.stringify(source);
  const value = source[kind];
  const said = SOURCE_WORDS[kind]?.(value ?? null, source, telling);
  if (said) return said;
  if (kind === "people")
    return namesIn(value ?? null)
      .map(names.person)
      .join(say("list"));
  const level = typeof value === "number" && value > 1 ? ` · ${say("levelUp", { level: value })}` : "";
  return word(say, `source_${kind}`) + level;
}

const SOURCE_WORDS: Partial<Record<SourceKind, (value: Json, source: JsonObject, telling: Telling) => string>> = {
  role: (value, _, { say, names }) => say("rolesOf", { role: names.role(String(value)) }),
  on_duty: (value, _, { say, names }) => say("onDutyOf", { role: names.role(String(value)) }),
  previous_handler: (value, _, telling) =>
    typeof value === "string" ? telling.say("handlerOf", { step: stepName(value, telling) }) : "",
  field: (value, source, { say, names }) => {
    const field = names.field(String(value));
    return source.head ? say("headOf", { field }) : field;
  },
  chosen: (value, source, telling) => {
    const field = telling.names.field(String(value));
    if (typeof source.by !== "string") return telling.say("chosenIn", { field });
    return telling.say("chosenBy", { field, step: stepName(source.by, telling) });
  },
  matrix: (value, _, { say, names }) =>
    isObject(value)
      ? say("matrixOf", {
          fields: namesIn(value.by ?? null)
            .map(names.field)
            .join(say("list")),
          count: listOf(value.rows).length,
        })
      : "",
};

export const RIGHTS = ["required", "edit", "read", "hidden"] as const;

function sayRights(value: Json, { say, names }: Telling): string {
  if (!isObject(value)) return "";
  return RIGHTS.flatMap((right) => {
    const keys = Object.entries(value).filter(([, one]) => one === right);
    const fields = keys.map(([key]) => (key === "*" ? say("otherFields") : names.field(key)));
    return fields.length ? [say("pair", { name: say(right), text: fields.join(say("list")) })] : [];
  }).join("\n");
}

function sayAction(action: JsonObject, telling: Telling): string {
  const { say, language } = telling;
  const key = String(action.key);
  const name = nameOf(action.label, language) || word(say, `action_${key}`);
  const evidence = isObject(action.evidence) ? Object.entries(action.evidence) : [];
  const files = evidence.map(([kind, count]) => word(say, `file_${kind}`).replace("{count}", String(count)));
  const asks = [
    action.comment === "required" ? say("needsComment") : "",
    action.signature === "required" ? say("needsSignature") : "",
    files.length ? say("needsFiles", { files: files.join(say("list")) }) : "",
    typeof action.return_to === "string" ? say("goesBack", { step: stepName(action.return_to, telling) }) : "",
    action.terminate === true ? say("endsAll") : "",
  ].filter(Boolean);
  return asks.length ? say("pair", { name, text: asks.join(say("list")) }) : name;
}

function sayDeadline(deadline: JsonObject, telling: Telling): string {
  const { say } = telling;
  const hours = deadline.hours === "wall" ? "hours_wall" : "hours_working";
  const rungs = listOf(deadline.rungs).map((rung) => sayRung(rung, telling));
  return [...rungs, say("aside", { text: say(hours) })].join("\n");
}

export function sayRung(rung: JsonObject, telling: Telling): string {
  const { say, sayTime } = telling;
  const after = sayLength(String(rung.after ?? ""), sayTime);
  const act = word(say, `act_${String(rung.do)}`);
  const told = rung.to === undefined ? [] : Array.isArray(rung.to) ? rung.to : [rung.to];
  const to = told.map((one) => sayTold(one, telling)).join(say("list"));
  const base = to ? say("rungTo", { after, act, to }) : say("rung", { after, act });
  const step =
    typeof rung.target === "string" ? `${say("list")}${say("goesBack", { step: stepName(rung.target, telling) })}` : "";
  if (!rung.every) return base + step;
  const every = sayLength(String(rung.every), sayTime);
  return `${base}${step}${say("list")}${say("rungAgain", { every, times: Number(rung.times ?? 1) })}`;
}

export function sayTold(one: Json, { say, names }: Telling): string {
  if (isObject(one)) {
    if (one.manager) return say("toManager", { level: Number(one.manager) });
    if (one.role) return names.role(String(one.role));
    if (one.person) return names.person(String(one.person));
    return one.field ? names.field(String(one.field)) : Object.values(one).join(" ");
  }
  const words: Readonly<Record<string, SettingKey>> = {
    assignee: "toOwner",
    lead: "toLead",
    submitter: "source_submitter",
  };
  const key = words[String(one)];
  if (key) return word(say, key);
  return one === "manager" ? say("toManager", { level: 1 }) : word(say, `source_${String(one)}`);
}

export function namesIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** What one of an item's ways is called. */
export function stepWayName(item: JsonObject, at: number, { language, say }: Telling): string {
  const way = waysOf(item as Item)[at];
  if (item.kind === "approve") return say("refused");
  return nameOf(way?.label, language, way?.key);
}
