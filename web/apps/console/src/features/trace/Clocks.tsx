import type { Ticket, Trace } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Panel, Skeleton, Tag, type Tone } from "@bihuan/ui";
import { useState } from "react";
import styles from "./Trace.module.css";
import { texts } from "./texts.ts";
import { useWhyDue } from "./useTrace.ts";

/** A clock as the trace's section has it. */
interface Kept {
  clock: string;
  label: Record<string, string>;
  phase: string;
  outcome: string | null;
  due: number | null;
}

const TONES: Record<string, Tone> = { met: "good", breached: "danger", running: "accent", paused: "warn" };
const STATES = ["running", "paused", "stopped", "met", "breached", "cancelled"] as const;

/** What was promised, and whether it was kept. */
export function Clocks({ trace, ticket }: { trace: Trace; ticket: Ticket }) {
  const t = useTexts(texts);
  const clocks = (trace.sections.clocks ?? []) as Kept[];
  if (!clocks.length) return null;
  return (
    <Panel title={t("clocks")}>
      <ul className={styles.clocks}>
        {clocks.map((clock) => (
          <li key={clock.clock}>
            <Clock clock={clock} ticketKey={ticket.number} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Clock({ clock, ticketKey }: { clock: Kept; ticketKey: string }) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const why = useWhyDue(ticketKey, clock.clock, open);
  const state = STATES.find((known) => known === (clock.outcome ?? clock.phase));
  return (
    <details className={styles.why} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {pick(clock.label, language) || clock.clock}
        {state && <Tag tone={TONES[state] ?? "neutral"}>{t(state)}</Tag>}
        {clock.due !== null && <span className={styles.quiet}>{t("due", { at: format.instant(clock.due) })}</span>}
      </summary>
      {open && why.isPending && <Skeleton lines={3} />}
      <ul className={styles.reasons}>
        {why.data?.texts.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
