import { useTexts } from "@bihuan/i18n";
import { Tag, type Tone } from "@bihuan/ui";
import { checkInWords } from "./checkInWords.ts";

type Word = keyof typeof checkInWords.zh;

const TONES: Record<string, Tone> = {
  validated: "good",
  failed: "danger",
  offline_failed: "danger",
  skipped_failed: "warn",
  offline_skipped: "warn",
};

/** How somebody's check-in was judged; nothing for events that know of none. */
export function CheckedIn({ value }: { value: unknown }) {
  const t = useTexts(checkInWords);
  const found = (value ?? {}) as { outcome?: string; why?: string; metres?: number; fence?: number };
  if (!isWord(found.outcome) || !isWord(found.why)) return null;
  const [metres, fence] = [String(found.metres ?? ""), String(found.fence ?? "")];
  return (
    <p>
      <Tag tone={TONES[found.outcome] ?? "neutral"}>{t(found.outcome, { metres, fence })}</Tag>{" "}
      <small>{t(found.why, { metres, fence })}</small>
    </p>
  );
}

function isWord(word: string | undefined): word is Word {
  return word !== undefined && word in checkInWords.zh;
}
