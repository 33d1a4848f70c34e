import { useTexts } from "@bihuan/i18n";
import { Icon, type IconName } from "@bihuan/ui";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { kindWord } from "../model/words.ts";
import { settingTexts } from "../settingTexts.ts";
import styles from "./Canvas.module.css";
import type { Mark } from "./marks.ts";

export interface CardData extends Record<string, unknown> {
  id: string;
  kind: string;
  name: string;
  gist: string;
  isOn: boolean;
  mark: Mark | undefined;
  onSelect: () => void;
}

export const ICONS: Readonly<Record<string, IconName>> = {
  start: "out",
  handle: "pen",
  approve: "check",
  notify: "bell",
  wait: "clock",
  action: "star",
  children: "columns",
  end: "task",
  terminate: "close",
  branch: "route",
  parallel: "columns",
  repeat: "up",
};

/** Where lines come in and go out; nobody draws any by hand. */
function Ends({ aside }: { aside?: boolean }) {
  return (
    <>
      <Handle className={styles.tie ?? ""} type="target" position={Position.Top} id="in" isConnectable={false} />
      <Handle className={styles.tie ?? ""} type="source" position={Position.Bottom} id="out" isConnectable={false} />
      {aside && (
        <>
          <Handle
            className={styles.tie ?? ""}
            type="source"
            position={Position.Right}
            id="right"
            isConnectable={false}
          />
          <Handle
            className={styles.tie ?? ""}
            type="target"
            position={Position.Right}
            id="right-in"
            isConnectable={false}
          />
          <Handle className={styles.tie ?? ""} type="source" position={Position.Left} id="left" isConnectable={false} />
          <Handle
            className={styles.tie ?? ""}
            type="target"
            position={Position.Left}
            id="left-in"
            isConnectable={false}
          />
        </>
      )}
    </>
  );
}

function lookOf(base: string | undefined, { isOn, mark }: CardData): string {
  const change = mark?.change && styles[mark.change];
  const tone = mark?.tone && styles[`${mark.tone}Edge`];
  return [base, isOn && styles.on, change, tone, mark?.isWalked && styles.walked, mark?.isNow && styles.now]
    .filter(Boolean)
    .join(" ");
}

function Badge({ mark }: { mark: Mark | undefined }) {
  if (!mark?.badge) return null;
  return (
    <span className={`${styles.badge} ${styles[`${mark.tone ?? "quiet"}Badge`]}`} title={mark.said}>
      {mark.badge}
    </span>
  );
}

/** A step. */
export function Card({ data }: NodeProps) {
  const card = data as CardData;
  const say = useTexts(settingTexts);
  const kind = kindWord(say, card.kind);
  const spoken = [card.name, ...new Set([card.gist || kind, kind]), card.mark?.said].filter(Boolean).join(" · ");
  return (
    <>
      <button
        type="button"
        className={lookOf(styles.card, card)}
        data-step={card.id}
        aria-pressed={card.isOn}
        aria-label={spoken}
        onClick={card.onSelect}
      >
        <span className={`${styles.kind} ${styles[card.kind] ?? ""}`}>
          <Icon name={ICONS[card.kind] ?? "task"} />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{card.name}</span>
          <span className={styles.gist}>{card.gist || kind}</span>
        </span>
      </button>
      <Badge mark={card.mark} />
      <Ends aside />
    </>
  );
}

/** The head of a block: branch, side by side, repeat. */
export function Junction({ data }: NodeProps) {
  const card = data as CardData;
  const say = useTexts(settingTexts);
  return (
    <>
      <button
        type="button"
        className={lookOf(styles.head, card)}
        data-step={card.id}
        aria-pressed={card.isOn}
        aria-label={[card.name, kindWord(say, card.kind), card.mark?.said].filter(Boolean).join(" · ")}
        onClick={card.onSelect}
      >
        <Icon name={ICONS[card.kind] ?? "route"} />
        <span className={styles.name}>{card.name}</span>
      </button>
      <Badge mark={card.mark} />
      <Ends aside />
    </>
  );
}

/** One way through a block, and when it is taken. */
export function Fork({ data }: NodeProps) {
  const card = data as CardData;
  return (
    <>
      <button type="button" className={lookOf(styles.way, card)} tabIndex={-1} onClick={card.onSelect}>
        <span className={styles.name}>{card.name}</span>
        {card.gist && <span className={styles.gist}>{card.gist}</span>}
      </button>
      <Ends />
    </>
  );
}

/** Where the ways of a block meet again. */
export function Join() {
  return (
    <>
      <span className={styles.join} />
      <Ends aside />
    </>
  );
}
