import type { Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { words } from "./words.ts";

/** What a ticket waits for that is nobody's task, or an automatic action that failed. */
export type Wait = Ticket["waits"][number];

/** What may be done about it: end the wait, or settle what failed. */
export type WayOn = "end" | "retry" | "fill" | "skip";

/** The ways that this person has, as the server says. */
export function waysOn(wait: Wait): WayOn[] {
  if (wait.may_settle) return ["retry", "fill", "skip"];
  return wait.may_end ? ["end"] : [];
}

/** What it waits for, in one line. */
export function useWaitSaid(): (wait: Wait) => string {
  const t = useTexts(words);
  const format = useFormats();
  const ofFlow = useFlowSaid();
  return (wait) => {
    const until = wait.until === null ? "" : format.instant(wait.until);
    if (wait.kind === "incident") return t("failed", { why: wait.why ?? "" });
    if (wait.children) return t(until ? "childrenAtMost" : "children", { ...wait.children, until });
    if (ACTS.has(wait.kind)) return t("acting");
    return ofFlow(wait, until);
  };
}

/** Readers, an event, or a time. */
function useFlowSaid(): (wait: Wait, until: string) => string {
  const t = useTexts(words);
  return (wait, until) => {
    if (wait.kind === "read") return t(until ? "readingAtMost" : "reading", { count: wait.unread, until });
    if (!wait.event) return until ? t("until", { until }) : t("untilKnown");
    const event = wait.event === "signal" ? t("signal", { key: wait.key }) : t(EVENTS[wait.event] ?? "event");
    return until ? t("forAtMost", { event, until }) : t("for", { event });
  };
}

/** What the product does by itself; of children that it opens, as far as this person may know of them. */
const ACTS = new Set(["action", "children"]);
const EVENTS: Record<string, "message" | "childClosed"> = { message: "message", child_closed: "childClosed" };
