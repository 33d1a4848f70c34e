// What a sheet showed, as the admin wants it, becomes a part of the draft.
import type { SheetColumn, SheetField, SheetForm } from "@bihuan/api";
import type { Json } from "@bihuan/core";
import { freshField, TILES } from "../kinds.ts";
import { type FieldBody, type FormBody, fieldsOf, freeKey, type Label, readField, type SectionBody } from "./body.ts";

/** What is to become of one field: left out, or taken under a title as a kind. */
export interface Wish {
  taken: boolean;
  title: string;
  kind: string;
}

/** By section and field, as the sheet showed them. */
export type Wishes = readonly (readonly Wish[])[];

/** As it was read: everything, as what it was taken for. */
export function wishesOf(form: SheetForm): Wishes {
  return form.sections.map(({ fields }) => fields.map(({ title, kind }) => ({ taken: true, title, kind })));
}

export function withWish(wishes: Wishes, at: readonly [number, number], change: Partial<Wish>): Wishes {
  return wishes.map((fields, section) =>
    section === at[0] ? fields.map((one, field) => (field === at[1] ? { ...one, ...change } : one)) : fields,
  );
}

/** What a field may be taken for: each kind once, and what it was read as. A table stays one: its columns are read. */
export function kindsFor(field: SheetField): string[] {
  if (field.columns.length > 0) return [field.kind];
  const plain = TILES.filter((tile) => tile.group !== "layout" && !("reckons" in tile) && tile.kind !== "sub_table");
  return [...new Set([field.kind, ...plain.map((tile) => tile.kind)])];
}

interface Laying {
  form: SheetForm;
  wishes: Wishes;
  /** Keys that fields had which were removed. */
  buried: readonly string[];
  /** What a section without a heading is called, and options of a kind that the sheet did not show. */
  words: { section: (no: number) => Label; part: (no: number) => Label };
}

/** The draft with everything that was wished for: behind what stands there, in place of empty sections. */
export function laidInto(body: FormBody, { form, wishes, buried, words }: Laying): FormBody {
  const kept = body.sections.filter((section) => section.fields.length > 0);
  const taken = [...fieldsOf(body).map((field) => field.key), ...buried];
  const known = kept.map((section) => section.key);
  const laid = form.sections.flatMap((section, at) => {
    const fields = section.fields.flatMap((field, no) => {
      const wish = wishes[at]?.[no];
      if (!wish?.taken) return [];
      const key = freeKey(wish.kind, taken);
      taken.push(key);
      return [fieldOf(field, wish, key, words.part)];
    });
    if (!fields.length) return [];
    const key = freeKey("section", known);
    known.push(key);
    const label = section.title ? { zh: section.title } : words.section(known.length);
    return [{ key, label, fields } satisfies SectionBody];
  });
  if (!laid.length) return body;
  const isNamed = kept.length > 0 || !form.title;
  return { ...body, label: isNamed ? body.label : { zh: form.title }, sections: [...kept, ...laid] };
}

function fieldOf(field: SheetField, { title, kind }: Wish, key: string, part: (no: number) => Label): FieldBody {
  const label = { zh: title.trim() || field.title };
  const require = field.required ? { require: true } : {};
  if (kind === field.kind) {
    const columns = field.columns.map((column, no) => columnOf(column, `column_${no + 1}`));
    const table = columns.length ? { columns: columns as unknown as Json } : {};
    return readField({ key, kind, label, ...(field.settings as Record<string, Json>), ...require, ...table });
  }
  const tile = TILES.find((one) => one.kind === kind) ?? TILES[0];
  return { ...freshField(tile, key, label, part), ...require };
}

function columnOf(column: SheetColumn, key: string): FieldBody {
  const require = column.required ? { require: true } : {};
  return readField({
    key,
    kind: column.kind,
    label: { zh: column.title },
    ...(column.settings as Record<string, Json>),
    ...require,
  });
}
