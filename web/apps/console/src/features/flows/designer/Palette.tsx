import { useTexts } from "@bihuan/i18n";
import { Button, Icon } from "@bihuan/ui";
import { useEffect, useRef } from "react";
import { ICONS } from "../canvas/nodes.tsx";
import { word } from "../model/words.ts";
import { settingTexts } from "../settingTexts.ts";
import { texts } from "../texts.ts";
import styles from "./Designer.module.css";

const KINDS = [
  "approve",
  "handle",
  "branch",
  "parallel",
  "repeat",
  "notify",
  "wait",
  "action",
  "children",
  "end",
  "terminate",
];

/** What can be put in at a place. */
export function Palette({ onPick, onClose }: { onPick: (kind: string) => void; onClose: () => void }) {
  const t = useTexts(texts);
  const say = useTexts(settingTexts);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus({ preventScroll: true }), []);
  return (
    <section aria-label={t("addStep")}>
      <header className={styles.panelHead}>
        <h2>{t("addStep")}</h2>
        <Button look="quiet" icon="close" label={t("closePanel")} onClick={onClose} />
      </header>
      <ul ref={list} className={styles.palette}>
        {KINDS.map((kind) => (
          <li key={kind}>
            <button type="button" className={styles.kind} onClick={() => onPick(kind)}>
              <span className={styles.kindIcon}>
                <Icon name={ICONS[kind] ?? "task"} />
              </span>
              <span>
                <strong>{word(say, `kind_${kind}`)}</strong>
                <small>{word(say, `about_${kind}`)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
