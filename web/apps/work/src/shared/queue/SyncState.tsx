import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Notice, Tag, type Tone } from "@bihuan/ui";
import { useState } from "react";
import { Link } from "wouter";
import { texts } from "../texts.ts";
import { type Item, type State, stepsAfter } from "./item.ts";
import { outbox, unsent } from "./outbox.ts";
import styles from "./SyncState.module.css";

const TONES: Record<State, Tone> = { kept: "warn", sending: "accent", sent: "good", refused: "danger" };
const WORDS = { kept: "toSync", sending: "sending", sent: "synced", refused: "attention" } as const;

/** Where a piece of work is, in one of exactly three words (semantics §7), or that a person must look at it. */
export function SyncState({ item }: { item: Item }) {
  const t = useTexts(texts);
  return (
    <Tag tone={TONES[item.state]} dot>
      {t(WORDS[item.state])}
      {share(item)}
    </Tag>
  );
}

/** Where all of it is together, in the same three words. Steps count; the files that they name come with them. */
export function SyncSummary({ items }: { items: readonly Item[] }) {
  const t = useTexts(texts);
  const count = unsent(items).length;
  const state = items.some((item) => item.state === "refused") ? "refused" : count ? "kept" : "sent";
  return (
    <Tag tone={TONES[state]} dot>
      {t(WORDS[state])}
      {state === "kept" && ` ${count}`}
    </Tag>
  );
}

function share(item: Item): string {
  if (item.work.kind !== "file" || item.state !== "sending" || !item.arrived) return "";
  return ` ${Math.floor((item.arrived / item.work.size) * 100)}%`;
}

/** What can be done about a step that was turned down, besides trying it again. */
export interface Mend {
  /** What the button says; "change" where nothing is said. */
  label?: string;
  run: () => void;
}

interface OutgoingProps {
  items: readonly Item[];
  /** How a step that was turned down is mended; undefined where that is not possible. */
  edit?: ((item: Item) => Mend | undefined) | undefined;
  /** Whether each says which ticket it is about. */
  named?: boolean;
}

/** What was turned down in full, the rest on demand: a phone has little room. */
export function Kept({ items, edit }: OutgoingProps) {
  const t = useTexts(texts);
  const refused = items.filter((item) => item.state === "refused");
  const rest = items.filter((item) => item.state !== "refused");
  return (
    <>
      {refused.length > 0 && <Outgoing items={refused} edit={edit} />}
      {rest.length > 0 && (
        <details className={styles.rest}>
          <summary>{t("onPhone", { count: rest.length })}</summary>
          <Outgoing items={rest} />
        </details>
      )}
    </>
  );
}

/** Pieces of work on their way, each with its state; one that was turned down says why and what can be done. */
export function Outgoing({ items, edit, named }: OutgoingProps) {
  const format = useFormats();
  return (
    <ul className={styles.list}>
      {items.map((item) => (
        <li key={item.id} className={styles.item}>
          <div className={styles.line}>
            <span>
              {item.label} <span className={styles.quiet}>{format.instant(item.at)}</span>
              {named && item.about && (
                <Link href={`/tickets/${item.about}`} className={styles.about}>
                  {item.about}
                </Link>
              )}
            </span>
            <SyncState item={item} />
          </div>
          {item.refusal && <Refusal item={item} mend={edit?.(item)} />}
        </li>
      ))}
    </ul>
  );
}

// Refusals that a person answers by choosing.
const MUST_CHOOSE: ReadonlySet<string> = new Set(["family.choose", "session.busy"]);

function Refusal({ item, mend }: { item: Item; mend: Mend | undefined }) {
  const t = useTexts(texts);
  // Sent again as it was it would be turned down again: others wrote meanwhile, or children are open, and somebody must choose.
  const isMovedOn = item.refusal?.version !== undefined || MUST_CHOOSE.has(item.refusal?.code ?? "");
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <Notice>
        <p>{item.refusal?.title}</p>
        {item.refusal?.details.map((detail) => (
          <p key={detail}>{detail}</p>
        ))}
        <p>{t("refusedHint")}</p>
      </Notice>
      <div className={styles.ends}>
        <Button look="danger" onClick={() => setLeaving(true)}>
          {t("giveUp")}
        </Button>
        {mend && (
          <Button look={isMovedOn ? "primary" : "plain"} onClick={mend.run}>
            {mend.label ?? t("edit")}
          </Button>
        )}
        {!isMovedOn && (
          <Button look="primary" onClick={() => outbox.retry(item.id)}>
            {t("sendAgain")}
          </Button>
        )}
      </div>
      {leaving && <Leaving item={item} onClose={() => setLeaving(false)} />}
    </>
  );
}

/** What is lost when a step is given up, before it is. */
function Leaving({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useTexts(texts);
  const later = stepsAfter(item, outbox.all());
  const giveUp = async (all: boolean) => {
    // The last one first: what is in between must not set out on its own.
    if (all) for (const step of [...later].reverse()) await outbox.giveUp(step.id);
    await outbox.giveUp(item.id);
    onClose();
  };
  return (
    <Dialog title={t("giveUpTitle", { label: item.label })} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.list}>
        <p>{t("giveUpHint")}</p>
        {item.work.kind === "note" && <p>{item.work.text}</p>}
        {later.length > 0 && <p>{t("giveUpLater", { steps: later.map((step) => step.label).join(" · ") })}</p>}
        <Button look="danger" onClick={() => giveUp(false)}>
          {t(later.length ? "giveUpThis" : "giveUp")}
        </Button>
        {later.length > 0 && (
          <Button look="danger" onClick={() => giveUp(true)}>
            {t("giveUpAll", { count: later.length })}
          </Button>
        )}
        <Button onClick={onClose}>{t("keepIt")}</Button>
      </div>
    </Dialog>
  );
}
