import type { TraceToken } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Icon, type IconName, Menu, type MenuItem } from "@bihuan/ui";
import { asItMayBe, asWords, isSaid, meant, without } from "./box.ts";
import styles from "./Trace.module.css";
import { texts } from "./texts.ts";
import type { Asked } from "./useTrace.ts";

const ICONS: Record<TraceToken["kind"], IconName> = {
  person: "user",
  days: "clock",
  device: "task",
  customer: "globe",
  number: "inbox",
  text: "search",
};

interface Props {
  tokens: readonly TraceToken[];
  asked: Asked;
  onAsk: (asked: Asked) => void;
}

/** How the box was read, part by part: each can be taken away, or be meant otherwise. */
export function Parts({ tokens, asked, onAsk }: Props) {
  const t = useTexts(texts);
  return (
    <ul className={styles.parts} aria-label={t("readAs")}>
      {tokens.map((token) => (
        <li key={`${token.start}-${token.kind}`} className={styles.part} data-near={token.near}>
          <Meaning token={token} asked={asked} onAsk={onAsk} />
          <button
            type="button"
            className={styles.away}
            aria-label={t("takeAway", { text: token.text })}
            onClick={() => onAsk(without(asked, token))}
          >
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Meaning({ token, asked, onAsk }: { token: TraceToken; asked: Asked; onAsk: (asked: Asked) => void }) {
  const t = useTexts(texts);
  const said = useSaid();
  const items = useWays(token, asked, onAsk);
  const shown = (
    <>
      <Icon name={ICONS[token.kind]} />
      <span className={styles.kind}>{t(token.kind)}</span>{" "}
      <span className={styles.meaning} title={said(token)}>
        {said(token)}
      </span>
    </>
  );
  if (items.length === 0) return <span className={styles.plain}>{shown}</span>;
  return (
    <Menu label={t("change", { text: `${t(token.kind)} ${said(token)}` })} items={items}>
      {shown}
      <Icon name="chevron" size={12} />
    </Menu>
  );
}

function useWays(token: TraceToken, asked: Asked, onAsk: (asked: Asked) => void): MenuItem[] {
  const t = useTexts(texts);
  const several = token.choices.length > 1;
  const choices = several
    ? token.choices.map((one) => ({
        key: one.id,
        label: one.hint ? `${one.label} · ${one.hint}` : one.label,
        icon: ICONS[token.kind],
        onPick: () => onAsk(meant(asked, token, one.id)),
      }))
    : [];
  const words = token.choices.length
    ? [{ key: "text", label: t("asWords"), icon: "search" as const, onPick: () => onAsk(asWords(asked, token)) }]
    : [];
  const anew = isSaid(asked, token)
    ? [{ key: "anew", label: t("asItMayBe"), icon: "back" as const, onPick: () => onAsk(asItMayBe(asked, token)) }]
    : [];
  return [...choices, ...words, ...anew];
}

/** What a part means, in a few words. */
function useSaid(): (token: TraceToken) => string {
  const t = useTexts(texts);
  const format = useFormats();
  return (token) => {
    const [one, ...others] = token.choices;
    if (token.kind === "days") return days(token, (at) => format.instant(at).replace(/[\s,]*00:00$/, ""));
    if (!one) return token.text;
    if (others.length) return t("several", { text: token.text, count: token.choices.length });
    return token.near ? t("near", { text: one.label }) : one.label;
  };
}

function days({ first, until }: TraceToken, day: (at: number) => string): string {
  if (first === null || until === null) return "";
  // The last day begins a little more than an hour before it ends where clocks are set forward.
  const [from, to] = [day(first), day(until - 86_400_000)];
  return until - first <= 25 * 3_600_000 || from === to ? from : `${from} – ${to}`;
}
