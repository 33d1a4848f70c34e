import { useTexts } from "@bihuan/i18n";
import { texts } from "./texts.ts";

const PICKED: Record<string, string> = { photo: "image/*", video: "video/*", audio: "audio/*" };
type Kind = "photo" | "video" | "audio" | "document" | "any";
const SHOT = new Set(["photo", "video", "any"]);

/** The files that a picker shows for these kinds; undefined shows all. */
export function acceptOf(kinds: unknown): string | undefined {
  const picked = Array.isArray(kinds) ? kinds.map((kind) => PICKED[String(kind)]) : [];
  return picked.length && picked.every(Boolean) ? picked.join(",") : undefined;
}

/** What an action wants to have attached, in words, and what a picker shows for it; null for photos and videos. */
export function useOtherEvidence(evidence: Readonly<Record<string, number>>) {
  const t = useTexts(texts);
  const kinds = Object.keys(evidence);
  if (kinds.every((kind) => SHOT.has(kind))) return null;
  const words = kinds.map((kind) => t(`kind_${kind as Kind}`));
  return { label: words.join(t("and")), accept: acceptOf(kinds) };
}
