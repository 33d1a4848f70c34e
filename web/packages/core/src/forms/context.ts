import type { Env } from "../rules/index.ts";
import type { Json } from "../values.ts";

export type FieldRight = "hidden" | "read" | "edit" | "required";
export type Media = "photo" | "video" | "audio" | "document";
export const MEDIA: readonly Media[] = ["photo", "video", "audio", "document"];

/** The media kind that evidence rules count. SVG can hold script and is no photo. */
export function mediaOf(mime: string): Media {
  const type = mime.toLowerCase().split(";")[0]?.trim() ?? "";
  if (type.startsWith("image/") && type !== "image/svg+xml") return "photo";
  if (type.startsWith("video/")) return "video";
  return type.startsWith("audio/") ? "audio" : "document";
}

/** A file that may be attached. `media` is null while nobody has said what an awaited file will be. */
export interface FileFacts {
  media: Media | null;
  awaited?: boolean;
}

/** Everything an evaluation reads besides the form and the values. */
export interface FormContext {
  env: Env;
  rights: Readonly<Record<string, FieldRight>>;
  defaultRight: FieldRight;
  /** Records behind references and beside the form; a reference whose entry is null is known not to exist. */
  related: Readonly<Record<string, Json>>;
  files: ReadonlyMap<string, FileFacts>;
  /** Unique fields whose new value another record already has. */
  taken: ReadonlySet<string>;
}

export function rightOn(context: FormContext, key: string): FieldRight {
  return Object.hasOwn(context.rights, key) ? (context.rights[key] ?? context.defaultRight) : context.defaultRight;
}

/** The caller's right on each part of a field (`parts.price`), and under "" that on the field itself. */
export function partRights(context: FormContext, key: string, parts: readonly string[]): Record<string, FieldRight> {
  const whole = rightOn(context, key);
  const others = whole === "required" ? "edit" : whole;
  const own = (part: string) => {
    const name = `${key}.${part}`;
    return Object.hasOwn(context.rights, name) ? (context.rights[name] ?? others) : others;
  };
  return { "": whole, ...Object.fromEntries(parts.map((part) => [part, own(part)])) };
}

export function mayEdit(context: FormContext, key: string): boolean {
  const right = rightOn(context, key);
  return right === "edit" || right === "required";
}
