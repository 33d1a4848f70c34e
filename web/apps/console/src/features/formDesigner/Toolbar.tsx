import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Tag } from "@bihuan/ui";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import styles from "./Designer.module.css";
import { useDesign } from "./design.ts";
import { Findings } from "./Findings.tsx";
import { FromSheet } from "./FromSheet.tsx";
import { Publishing } from "./Publishing.tsx";
import { sheetTexts } from "./sheetTexts.ts";
import { texts } from "./texts.ts";
import type { Draft } from "./useDraft.ts";
import type { Check } from "./useFormDesign.ts";
import { Versions } from "./Versions.tsx";

export const VIEWS = ["design", "preview", "rights"] as const;
export type View = (typeof VIEWS)[number];

interface Props {
  draft: Draft;
  check: Check | undefined;
  isSettled: boolean;
  isNew: boolean;
  view: View;
  /** null: there is no room for anything but the preview. */
  onView: ((view: View) => void) | null;
}

/** Where one is, what was found, and what can be done with the draft as a whole. */
export function Toolbar({ draft, check, isSettled, isNew, view, onView }: Props) {
  const t = useTexts(texts);
  const name = pick({ ...draft.steps.now.label }, useLanguage());
  useUndoKeys(draft);
  return (
    <header className={styles.bar}>
      <Link to="/types" className={styles.back ?? ""}>
        {t("back")}
      </Link>
      <h1 className={styles.title}>{name || t("unnamed")}</h1>
      <Tag>{draft.steps.version ? t("version", { version: draft.steps.version }) : t("neverPublished")}</Tag>
      {draft.isDirty && <Tag tone="warn">{t("dirty")}</Tag>}
      {onView && (
        <>
          <span className={styles.views} role="tablist" aria-label={t("views")}>
            {VIEWS.filter((one) => one !== "rights" || !isNew).map((one) => (
              <button key={one} type="button" role="tab" aria-selected={view === one} onClick={() => onView(one)}>
                {t(`view_${one}`)}
              </button>
            ))}
          </span>
          <Deeds draft={draft} check={check} isSettled={isSettled} isNew={isNew} />
        </>
      )}
    </header>
  );
}

function Deeds({ draft, check, isSettled, isNew }: Omit<Props, "view" | "onView">) {
  const t = useTexts(texts);
  const { steps, step } = draft;
  const [history, setHistory] = useState(false);
  const [sheet, setSheet] = useState(false);
  const say = useTexts(sheetTexts);
  return (
    <span className={styles.deeds}>
      <Button
        look="quiet"
        icon="back"
        label={t("undo")}
        aria-keyshortcuts="Control+Z"
        disabled={!steps.past.length}
        onClick={() => step({ do: "undo" })}
      />
      <span className={styles.mirrored}>
        <Button
          look="quiet"
          icon="back"
          label={t("redo")}
          aria-keyshortcuts="Control+Shift+Z"
          disabled={!steps.future.length}
          onClick={() => step({ do: "redo" })}
        />
      </span>
      <Button look="quiet" icon="clip" onClick={() => setSheet(true)}>
        {say("open")}
      </Button>
      <Findings isSettled={isSettled} />
      {!isNew && <Button look="quiet" icon="clock" label={t("history")} onClick={() => setHistory(true)} />}
      <Publishing draft={draft} check={check} isSettled={isSettled} isNew={isNew} />
      {sheet && <FromSheet onClose={() => setSheet(false)} />}
      {history && <Versions draft={draft} onClose={() => setHistory(false)} />}
    </span>
  );
}

/** Ctrl-Z takes a step back and Ctrl-Shift-Z (or Ctrl-Y) does it again, wherever one is: typing is a step, too. */
function useUndoKeys({ step }: Draft): void {
  const { select, selection } = useDesign();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const deed = deedOf(event);
      if (!deed || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      step({ do: deed });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [step]);
  const isLost = useIsLost();
  useEffect(() => {
    if (isLost && selection.at !== "form") select({ at: "form" });
  }, [isLost, selection, select]);
}

/** Whether a step back took away what is selected. */
function useIsLost(): boolean {
  const { body, selection } = useDesign();
  if (selection.at === "form") return false;
  if (selection.at === "section") return !body.sections.some((one) => one.key === selection.key);
  return !body.sections.some((one) => one.fields.some((field) => field.key === selection.key));
}

function deedOf(event: KeyboardEvent): "undo" | "redo" | null {
  if (!event.ctrlKey && !event.metaKey) return null;
  const key = event.key.toLowerCase();
  if (key === "y") return "redo";
  return key === "z" ? (event.shiftKey ? "redo" : "undo") : null;
}
