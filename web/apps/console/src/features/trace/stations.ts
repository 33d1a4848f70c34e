// A ticket's history as stations of a way: what one person did at one moment, with what came of it.
import type { Trace } from "@bihuan/api";
import { SILENT, wordOf } from "../../shared/events/words.ts";

/** One event as the server sends it. */
interface Happened {
  no: number;
  type: string;
  at: number;
  claimed: number | null;
  caller: { kind: string; id: string | null };
  channel: string;
  erased: boolean;
  hash: string;
  leaf: number | null;
  what: Record<string, unknown>;
  /** Where it came from; stands at the first event of what was done at once. */
  origin?: { ip?: string; device?: string };
}

export interface Deed {
  no: number;
  type: string;
  /** Whom it concerns, where that is not whoever did it. */
  person: string | null;
  /** The person in whose place somebody decided. */
  formal: string | null;
}

export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

export interface Place {
  latitude: number;
  longitude: number;
  accuracy: number | null;
}

export interface Told {
  id: string;
  name: string | null;
  group: string | null;
  label: Record<string, string>;
  read_at: number | null;
  deliveries: { channel: string; delivered: boolean }[];
}

export interface Station {
  key: string;
  at: number;
  /** When it reached the company, where it was done without a line before. */
  received: number | null;
  by: string | null;
  channel: string;
  deeds: Deed[];
  said: string[];
  changes: Change[];
  files: string[];
  signature: string | null;
  /** Address and device, of decisions only. */
  origin: string[];
  place: Place | null;
  /** How a check-in was judged. */
  checkIn: unknown;
  /** The stage that the ticket came to. */
  stage: string | null;
  told: Told[];
  erased: boolean;
  proof: { from: number; to: number; leaf: number | null };
  /** What it is about in the first place, and everything that it is about. */
  kind: Kind;
  kinds: readonly Kind[];
}

/** What a station is about. */
export const KINDS = [
  ...(["report", "dispatch", "site", "parts", "decision", "signature", "talk", "meeting"] as const),
  ...(["documents", "rating", "review", "archive", "notice", "other"] as const),
];
export type Kind = (typeof KINDS)[number];

const OF_KIND: readonly [Kind, RegExp][] = [
  ["report", /^(TicketCreated|PiecesTaken)$/],
  ["decision", /^(Vote|Opinion|Sign|Consult)/],
  ["site", /^(VisitDeparted|VisitArrived|WorkBegan|TaskFinished)$/],
  ["dispatch", /^(Visit|Task|Dispatch|Pool)/],
  ["talk", /^(Note|Call|File)/],
  ["meeting", /^JointSession/],
  ["documents", /^File(Version|Comment)/],
  ["review", /^(ReviewSaved|Measure)/],
  ["archive", /^(RunEnded|RunTerminated|RunForceClosed|TicketArchived|TicketPurged)$/],
];
const SAID = ["comment", "reason", "text", "remark"] as const;
const CHANGED = [
  ["changes", "before"],
  ["texts", "texts_before"],
  ["data", "data_before"],
] as const;

/** The stations, oldest first. What happened at one moment by one hand is one. */
export function stationsOf(trace: Trace): Station[] {
  const stations: Station[] = [];
  let stage: unknown = null;
  let group: Happened[] = [];
  const close = () => {
    const made = group.length ? stationOf(group, stage, trace.about) : null;
    if (made?.stage) stage = made.stage;
    if (made && !isSilent(made)) stations.push(made);
    group = [];
  };
  for (const event of trace.events as unknown as Happened[]) {
    const last = group.at(-1);
    if (last && (last.at !== event.at || isOther(last, event))) close();
    group.push(event);
  }
  close();
  return [...stations, ...noticesOf(trace)].sort((one, other) => one.at - other.at || rank(one) - rank(other));
}

/** The platform's part in what a person did belongs to it. */
function isOther(last: Happened, event: Happened): boolean {
  return last.caller.id !== null && event.caller.id !== null && last.caller.id !== event.caller.id;
}

function isSilent(station: Station): boolean {
  return !station.deeds.length && !station.said.length && !station.changes.length && !station.stage;
}

function stationOf(group: Happened[], before: unknown, about: Trace["about"]): Station {
  const [first] = group as [Happened];
  const known = group.filter(({ type }) => !SILENT.has(type));
  const stages = group.map(({ what }) => what.stage).filter((stage): stage is string => typeof stage === "string");
  const stage = stages.filter(Boolean).at(-1) ?? null;
  const by = group.find(({ caller }) => isPerson(caller))?.caller.id ?? null;
  const changes = group.flatMap(changesOf);
  const signature = group.map(({ what }) => what.signature).find(isText) ?? null;
  const kinds = kindsOf(known, changes, signature, about);
  const claimed = first.claimed !== null && first.claimed < first.at ? first.claimed : null;
  return {
    key: `e${first.no}`,
    at: claimed ?? first.at,
    received: claimed === null ? null : first.at,
    by,
    channel: first.channel,
    deeds: known.map(deedOf),
    said: [...new Set(group.flatMap(({ what }) => SAID.map((name) => what[name]).filter(isText)))],
    changes,
    files: [...new Set(group.flatMap(({ what }) => filesOf(what.files)))],
    signature,
    origin: group.some(({ type }) => DECIDES.test(type)) ? originOf(group) : [],
    place: group.map(({ what }) => placeOf(what.position ?? what.geo)).find((place) => place !== null) ?? null,
    checkIn: group.map(({ what }) => what.check_in).find(Boolean) ?? null,
    stage: stage !== before ? stage : null,
    told: [],
    erased: group.some((event) => event.erased),
    proof: { from: first.no, to: group.at(-1)?.no ?? first.no, leaf: first.leaf },
    kind: kinds[0] ?? "other",
    kinds,
  };
}

const DECIDES = /^(VoteCast|TaskFinished|SigningAnswered)$/;

function originOf(group: readonly Happened[]): string[] {
  const found = group.find(({ origin }) => origin?.ip || origin?.device)?.origin;
  return [found?.ip, found?.device].filter(isText);
}

function isPerson({ kind, id }: Happened["caller"]): boolean {
  return id !== null && kind !== "system" && kind !== "operator";
}

/** A signature, parts and a rating belong to what somebody did; whoever looks for them finds them by themselves, too. */
function kindsOf(
  known: readonly Happened[],
  changes: readonly Change[],
  signature: string | null,
  about: Trace["about"],
): Kind[] {
  const told = (name: string) =>
    changes.some(({ field, after }) => about[name]?.includes(field) && after !== null && after !== "");
  const kinds = OF_KIND.filter(([, pattern]) => known.some(({ type }) => pattern.test(type))).map(([kind]) => kind);
  if (told("parts")) kinds.push("parts");
  if (signature) kinds.push("signature");
  if (told("rating")) kinds.push("rating");
  return kinds.length ? kinds : ["other"];
}

function deedOf({ no, type, what, caller }: Happened): Deed {
  const person = isText(what.person) ? what.person : null;
  const by = isText(what.by) ? what.by : caller.id;
  const decides = type === "VoteCast" || type === "TaskFinished";
  return {
    no,
    type: wordOf(type, what),
    person: person !== by ? person : null,
    formal: decides && person !== by ? person : null,
  };
}

function changesOf({ type, what }: Happened): Change[] {
  if (type === "TicketCreated")
    return Object.entries(recordOf(what.data)).map(([field, after]) => ({ field, before: null, after }));
  if (type !== "TicketChanged") return [];
  return CHANGED.flatMap(([now, then]) => {
    const [after, before] = [recordOf(what[now]), recordOf(what[then])];
    return Object.keys(after).map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
  });
}

function noticesOf(trace: Trace): Station[] {
  const told = (trace.sections.notices ?? []) as (Told & { at: number })[];
  const at = new Map<number, Told[]>();
  for (const one of told) at.set(one.at, [...(at.get(one.at) ?? []), one]);
  return [...at].map(([moment, people]) => ({
    ...NOTHING,
    key: `n${moment}`,
    at: moment,
    told: people,
    kind: "notice" as const,
    kinds: ["notice"] as const,
  }));
}

const NOTHING: Station = {
  key: "",
  at: 0,
  received: null,
  by: null,
  channel: "",
  deeds: [],
  said: [],
  changes: [],
  files: [],
  signature: null,
  origin: [],
  place: null,
  checkIn: null,
  stage: null,
  told: [],
  erased: false,
  proof: { from: 0, to: 0, leaf: null },
  kind: "notice",
  kinds: ["notice"],
};

/** People are told after what they are told of. */
function rank({ kind }: Station): number {
  return kind === "notice" ? 1 : 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Notes name files by their ids; evidence says besides of which kind each is. */
export function filesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((file) => (isText(file) ? file : String(recordOf(file).id ?? ""))).filter(Boolean);
}

function placeOf(value: unknown): Place | null {
  const { latitude, longitude, accuracy } = recordOf(value);
  if (typeof latitude !== "number" || typeof longitude !== "number") return null;
  return { latitude, longitude, accuracy: typeof accuracy === "number" ? accuracy : null };
}
