// What can be put into a form: a tile of the palette for each kind that the server knows (a test counts them), and for
// some a second one that begins with other settings.
import type { Json } from "@bihuan/core";
import { columnsOf, type FieldBody, type Label } from "./draft/body.ts";
import { ELEMENT_TILES } from "./elementTiles.ts";

export const GROUPS = ["words", "numbers", "choices", "times", "links", "proofs", "lists", "layout"] as const;
export type Group = (typeof GROUPS)[number];

export interface Tile {
  id: string;
  kind: string;
  group: Group;
  /** Drawn on 16 × 16, as the icons of packages/ui are. */
  shape: string;
  preset?: Readonly<Record<string, Json>>;
  /** By which of these a field is known as one of this tile. */
  by?: readonly string[];
  /** A field that is worked out: from the record's own fields, or over the rows of a table. */
  reckons?: "fields" | "rows";
}

export const TILES = [
  { id: "text", kind: "text", group: "words", shape: "M2.5 5h11v6h-11ZM5 7v2" },
  { id: "long_text", kind: "long_text", group: "words", shape: "M2.5 3h11v10h-11ZM5 6h6M5 8.500h6M5 11h3" },
  {
    id: "code",
    kind: "text",
    group: "words",
    shape: "M3 4v8M5.500 4v8M7 4v8M9.500 4v8M11 4v8M13 4v8",
    preset: { code: true, max_length: 64, filterable: true },
    by: ["code"],
  },
  {
    id: "phone",
    kind: "phone",
    group: "words",
    shape:
      "M4 2.500h2.500l1 3L6 7a7 7 0 0 0 3 3l1.500-1.500 3 1V12a1.500 1.500 0 0 1-1.500 1.500A10 10 0 0 1 2.500 4 1.500 1.500 0 0 1 4 2.500Z",
  },
  { id: "email", kind: "email", group: "words", shape: "M2 4h12v8.500H2ZM2 4.500l6 4.500 6-4.500" },
  {
    id: "url",
    kind: "url",
    group: "words",
    shape:
      "M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11ZM2.500 8h11M8 2.500c-3 3-3 8 0 11M8 2.500c3 3 3 8 0 11",
  },
  {
    id: "id_card",
    kind: "id_card",
    group: "words",
    shape:
      "M2 3.500h12v9H2ZM5.500 6a1.200 1.200 0 1 0 0 2.400 1.200 1.200 0 0 0 0-2.400ZM3.800 10.500c.300-1.300 3.100-1.300 3.400 0M9.500 6.500h2.500M9.500 9h2.500",
  },
  { id: "number", kind: "number", group: "numbers", shape: "M6 3 4.500 13M11.500 3 10 13M3 6.200h11M2 9.800h11" },
  {
    id: "amount",
    kind: "amount",
    group: "numbers",
    shape: "M4 2.500 8 8l4-5.500M8 8v5.500M4.500 8.500h7M4.500 11h7",
    preset: { min: "0" },
  },
  {
    id: "reading",
    kind: "reading",
    group: "numbers",
    shape: "M2.500 12a5.500 5.500 0 1 1 11 0M8 12l2.500-4M2.500 12h11",
    preset: { decimals: 2 },
  },
  {
    id: "percent",
    kind: "percent",
    group: "numbers",
    shape: "M12.500 3.500 3.500 12.500M5 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM11 9a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  },
  {
    id: "slider",
    kind: "slider",
    group: "numbers",
    shape: "M2 8h4M10 8h4M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  },
  {
    id: "formula",
    kind: "number",
    group: "numbers",
    shape: "M12.500 3.500C10 2 9 4 8.500 7S7.500 14 4 12.500M6 7h5M10 10l3.500 3.500M13.500 10 10 13.500",
    preset: { compute: { fn: "add", args: ["0", "0"] } },
    reckons: "fields",
  },
  {
    id: "roll_up",
    kind: "number",
    group: "numbers",
    shape: "M12 3.500V2.500H4l4.500 5L4 12.500h8v-1M14 6v5M12.500 9.500 14 11l1.500-1.500",
    reckons: "rows",
  },
  {
    id: "choice",
    kind: "choice",
    group: "choices",
    shape:
      "M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11ZM8 6.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3Z",
  },
  {
    id: "radio",
    kind: "choice",
    group: "choices",
    shape:
      "M4 2.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3ZM4 10.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3ZM7.500 4h6M7.500 12h6M2.500 8h3M7.500 8h6",
    preset: { display: "radio" },
    by: ["display"],
  },
  {
    id: "select",
    kind: "choice",
    group: "choices",
    shape: "M2.500 4.500h11v7h-11ZM9.500 7l1.200 1.500L12 7M4.500 8h3",
    preset: { display: "select" },
    by: ["display"],
  },
  {
    id: "multi_choice",
    kind: "multi_choice",
    group: "choices",
    shape: "M2.500 2.500h11v11h-11ZM5 8.200 7 10.200 11 6",
  },
  {
    id: "checkbox",
    kind: "multi_choice",
    group: "choices",
    shape: "M2.500 2.500h4v4h-4ZM2.500 9.500h4v4h-4ZM9 4.500h4.500M9 11.500h4.500M3.500 4.500l1 1 1.500-2",
    preset: { display: "checkbox" },
    by: ["display"],
  },
  {
    id: "capitals",
    kind: "amount",
    group: "numbers",
    shape: "M3.500 3h9M8 3v10M3.500 13h9M5 8h6",
    preset: { min: "0", capitals: true },
    by: ["capitals"],
  },
  {
    id: "switch",
    kind: "switch",
    group: "choices",
    shape:
      "M5.500 4.500h5a3.500 3.500 0 0 1 0 7h-5a3.500 3.500 0 0 1 0-7ZM10.500 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600Z",
  },
  {
    id: "rating",
    kind: "rating",
    group: "choices",
    shape: "M8 2.500l1.700 3.500 3.800.500-2.800 2.700.700 3.800L8 11.200 4.600 13l.700-3.800L2.500 6.500 6.300 6Z",
  },
  {
    id: "nps",
    kind: "nps",
    group: "choices",
    shape: "M2.500 10.500a5.500 5.500 0 0 1 11 0M8 10.500l3-3M2.500 13h2.500M7 13h2M11 13h2.500",
    preset: { filterable: true },
  },
  {
    id: "date_time",
    kind: "date_time",
    group: "times",
    shape: "M2.500 4h11v9.500h-11ZM2.500 7h11M5.500 2.500V5M10.500 2.500V5M8 9v2h1.500",
  },
  {
    id: "date",
    kind: "date",
    group: "times",
    shape: "M2.500 4h11v9.500h-11ZM2.500 7h11M5.500 2.500V5M10.500 2.500V5M7 9h2v2.500H7Z",
  },
  {
    id: "time",
    kind: "time",
    group: "times",
    shape: "M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11ZM8 5v3l2 2",
  },
  {
    id: "date_range",
    kind: "date_range",
    group: "times",
    shape: "M2.500 3v10M13.500 3v10M4.500 8h7M6.500 6l-2 2 2 2M9.500 6l2 2-2 2",
  },
  {
    id: "duration",
    kind: "duration",
    group: "times",
    shape: "M4 2.500h8M4 13.500h8M5 2.500v2.500l3 3 3-3V2.500M5 13.500V11l3-3 3 3v2.500",
  },
  {
    id: "person",
    kind: "person",
    group: "links",
    shape:
      "M8 2.500a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600ZM2.500 14c.500-3 2.700-4.300 5.500-4.300s5 1.300 5.500 4.300",
  },
  {
    id: "department",
    kind: "department",
    group: "links",
    shape: "M6 2.500h4v3H6ZM2.500 10.500h4v3h-4ZM9.500 10.500h4v3h-4ZM8 5.500V8M4.500 10.500V8h7v2.500",
  },
  {
    id: "region",
    kind: "region",
    group: "links",
    shape:
      "M8 14S3.500 9.800 3.500 6.500a4.500 4.500 0 0 1 9 0C12.500 9.800 8 14 8 14ZM8 5a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3Z",
  },
  { id: "device", kind: "device", group: "links", shape: "M3 3h10v7H3ZM6 13h4M8 10v3M5.500 6.500h2" },
  {
    id: "record",
    kind: "record",
    group: "links",
    shape: "M2.500 3h8v7h-8ZM2.500 5.500h8M5.500 5.500V10M8 12.500h5.500v-6",
  },
  {
    id: "address",
    kind: "address",
    group: "links",
    shape: "M2.500 3.500h11v9h-11ZM5 6h6M5 8.500h4M10.500 11.500V9.500M9.500 10.500h2",
  },
  {
    id: "gps_point",
    kind: "gps_point",
    group: "links",
    shape:
      "M8 3.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM8 6.800a1.200 1.200 0 1 0 0 2.400 1.200 1.200 0 0 0 0-2.400ZM8 1.500v2M8 12.500v2M1.500 8h2M12.500 8h2",
  },
  {
    id: "role",
    kind: "role",
    group: "links",
    shape:
      "M6 3a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400ZM2 13c.300-2.700 1.800-3.800 4-3.800s3.700 1.100 4 3.800M11 5.500h3M12.500 4v3",
  },
  {
    id: "customer",
    kind: "customer",
    group: "links",
    shape: "M2.500 13.500v-9h6v9M8.500 7.500h5v6M4.500 6.500h2M4.500 9h2M4.500 11.500h2M10.500 10h1.500M2 13.500h12",
  },
  {
    id: "contact",
    kind: "contact",
    group: "links",
    shape:
      "M3 2.500h10v11H3ZM8 5a1.600 1.600 0 1 0 0 3.200A1.600 1.600 0 0 0 8 5ZM5.500 11.500c.300-1.600 1.200-2.100 2.500-2.100s2.200.500 2.500 2.100M1.800 5h2.400M1.800 8h2.400M1.800 11h2.400",
  },
  {
    id: "site",
    kind: "site",
    group: "links",
    shape: "M2.500 13.500h11M4 13.500V8l4-3.500L12 8v5.500M7 13.500v-3h2v3M8 2v1",
  },
  {
    id: "contract",
    kind: "contract",
    group: "links",
    shape: "M4 2.500h5.500l3 3v8H4ZM9.500 2.500v3h3M6 8h4.500M6 10.500h2M9 11.500l1 1 2-2.500",
  },
  {
    id: "ticket",
    kind: "ticket",
    group: "links",
    shape: "M2.500 4.500h11v2.200a1.400 1.400 0 0 0 0 2.600v2.200h-11V9.300a1.400 1.400 0 0 0 0-2.600ZM9.500 4.500v7",
  },
  {
    id: "part",
    kind: "record",
    group: "links",
    shape:
      "M6 2.500h4l.500 2 1.800.800 1.700-.800V8l-1.700 1v2l-2 2.500h-4.600l-2-2.500V9L2 8V4.500l1.700.800L5.500 4.500ZM8 6.500a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600Z",
    preset: { table: "parts" },
    by: ["table"],
  },
  {
    id: "photo",
    kind: "files",
    group: "proofs",
    shape: "M2 5h3l1-1.500h4L11 5h3v8H2ZM8 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
    preset: { accept: ["photo"], max_items: 9 },
    by: ["accept"],
  },
  {
    id: "video",
    kind: "files",
    group: "proofs",
    shape: "M2 4.500h8.500v7H2ZM10.500 7 14 5v6l-3.500-2",
    preset: { accept: ["video"], max_items: 3 },
    by: ["accept"],
  },
  {
    id: "scan",
    kind: "scan",
    group: "proofs",
    shape: "M2.500 5V2.500H5M11 2.500h2.500V5M13.500 11v2.500H11M5 13.500H2.500V11M4.500 8h7",
    preset: { filterable: true },
  },
  {
    id: "audio",
    kind: "files",
    group: "proofs",
    shape: "M6 4a2 2 0 0 1 4 0v4a2 2 0 0 1-4 0ZM3.500 8a4.500 4.500 0 0 0 9 0M8 12.500V14M5.500 14h5",
    preset: { accept: ["audio"], max_items: 5 },
    by: ["accept"],
  },
  {
    id: "files",
    kind: "files",
    group: "proofs",
    shape:
      "m13 7.500-5.200 5.200a3.200 3.200 0 0 1-4.500-4.500l5.400-5.400a2.100 2.100 0 0 1 3 3L6.400 11.100a1 1 0 0 1-1.500-1.500L9.500 5",
  },
  {
    id: "signature",
    kind: "signature",
    group: "proofs",
    shape:
      "M2.500 13h11M3 9.500c2-5 4-6.500 4.500-5S5 10.500 6.500 10.500 9 7 9.500 7s0 2.500 1 2.500 1.500-1.500 3-1.500",
  },
  {
    id: "consent",
    kind: "consent",
    group: "proofs",
    shape: "M3 2.500h10v7H3ZM5 5h6M5 7h4M3.500 12.500l1.200 1.200L7 11.500M9 13h4",
  },
  {
    id: "sub_table",
    kind: "sub_table",
    group: "lists",
    shape: "M2.500 3h11v10h-11ZM2.500 6.300h11M2.500 9.600h11M7 3v10",
  },
  {
    id: "matrix",
    kind: "matrix",
    group: "lists",
    shape: "M2.500 3h11v10h-11ZM6 3v10M2.500 8h11M8 5.500h0M11 5.500h0M8 10.500h0M11 10.500h0M9.800 3v10",
  },
  {
    id: "checklist",
    kind: "checklist",
    group: "lists",
    shape:
      "m2.500 4 1.200 1.200L6 3M8.500 4h5M2.500 8.500l1.200 1.200L6 7.500M8.500 8.500h5M2.500 13l1.200 1.200L6 12M8.500 13h5",
  },
  ...ELEMENT_TILES,
] as const satisfies readonly Tile[];

/** The tile of a field: of those of its kind, the one that says most of what the field is. */
export function tileOf(field: FieldBody): Tile {
  const own: readonly Tile[] = TILES.filter((tile) => tile.kind === field.kind);
  const [like = TILES[0]] = own.filter((tile) => tells(tile, field)).sort((a, b) => said(b) - said(a));
  return like;
}

function said({ by = [], reckons }: Tile): number {
  return by.length + (reckons ? 1 : 0);
}

const OVER_ROWS = ["sum", "avg", "min", "max", "count"];

/** Over what a field is worked out; undefined: somebody types it. */
function reckoned({ compute }: FieldBody): Tile["reckons"] {
  if (compute === undefined || compute === null) return undefined;
  return typeof compute === "object" && OVER_ROWS.some((name) => name in compute) ? "rows" : "fields";
}

function tells({ by = [], preset = {}, reckons }: Tile, field: FieldBody): boolean {
  if (reckons) return reckoned(field) === reckons;
  return by.every((name) => JSON.stringify(field[name]) === JSON.stringify(preset[name]));
}

/** Kinds whose values stand in a cell, and kinds that cannot be filtered by. */
export const IN_TABLE = [
  "text",
  "long_text",
  "number",
  "amount",
  "choice",
  "multi_choice",
  "date_time",
  "date",
  "time",
  "duration",
  "phone",
  "email",
  "url",
  "id_card",
  "percent",
  "rating",
  "switch",
] as const;
export const UNFILTERED = new Set(["long_text", "files", "signature", "sub_table", "checklist", "matrix"]);

/** A field of a tile as it is put into the form. */
export function freshField(
  tile: Tile,
  key: string,
  label: Label,
  words: (no: number) => Label,
  tables: readonly FieldBody[] = [],
): FieldBody {
  const field: FieldBody = { key, kind: tile.kind, label, ...tile.preset };
  if (["choice", "multi_choice", "matrix"].includes(tile.kind)) {
    field.options = [1, 2].map((no) => ({ value: words(no).zh, label: words(no) }));
  }
  if (tile.reckons === "rows") field.compute = overRows(tables);
  if (tile.kind === "matrix") field.questions = [1, 2].map((no) => ({ key: `item_${no}`, label: words(no) }));
  if (tile.kind === "checklist") field.items = [{ key: "item_1", label: words(1) }];
  if (tile.kind === "sub_table") field.columns = [{ key: "column_1", kind: "text", label: words(1) }];
  return field;
}

const SUMMED = new Set(["number", "amount", "duration", "percent"]);

/** The sum of the first column of numbers that a table of the form has, else how many rows it has. */
function overRows(tables: readonly FieldBody[]): Json {
  const columns = tables.flatMap((table) => columnsOf(table).map((column) => ({ table, column })));
  const found = columns.find(({ column }) => SUMMED.has(column.kind));
  if (found) return { sum: found.table.key, of: { field: found.column.key } };
  return { count: tables[0]?.key ?? "" };
}
