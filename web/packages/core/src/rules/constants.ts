import type { Json } from "../values.ts";
import { parseDay } from "./calendar.ts";
import type { Constant } from "./nodes.ts";
import { numberOf } from "./numbers.ts";
import { boolean, day, instant, rawText, type Value } from "./reading.ts";
import type { Field, FieldKind } from "./schema.ts";

export type Fault = [string, Record<string, unknown>];

const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})$/;
const READ: Partial<Record<FieldKind, (value: unknown) => Value>> = {
  number: numberOf,
  boolean,
  instant: (value) => (typeof value === "string" ? isoInstant(value) : instant(value)),
  date: day,
};

/** The constant of a JSON scalar meant as `kind`, or what is wrong with it. Where an instant is meant, a day stays one. */
export function constant(value: Json, kind: FieldKind, field: Field | undefined): Constant | Fault {
  if (value === null) return ["rule.null_constant", {}];
  if (value === "") return ["rule.empty_constant", {}];
  if (kind === "instant" && day(value) !== null) return { t: "constant", value: value as string, kind: "date" };
  const found = (READ[kind] ?? rawText)(value);
  if (found === null) return ["rule.wrong_type", { expected: kind, value }];
  if (field?.options?.length && field.options.every((option) => option.value !== found)) {
    return ["rule.unknown_option", { field: field.key, value: found }];
  }
  return { t: "constant", value: found, kind };
}

/** The kind of a scalar nobody expects anything of. */
export function inferredKind(value: Json): FieldKind {
  if (typeof value === "boolean") return "boolean";
  return typeof value === "string" ? "text" : "number";
}

/** The instant of an ISO text with zone; null when it is none. */
export function isoInstant(text: string): number | null {
  const found = ISO.exec(text);
  if (!found) return null;
  const [, date, hour = "", minute = "", second = "0", fraction = "0", zone = "Z"] = found;
  const at = parseDay(date);
  const offset = zoneMinutes(zone);
  if (at === null || offset === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const minutes = at * 1440 + Number(hour) * 60 + Number(minute) - offset;
  return instant(minutes * 60_000 + Number(second) * 1000 + Number(fraction.padEnd(3, "0")));
}

export function zoneMinutes(zone: string): number | null {
  if (zone === "Z") return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
