import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import styles from "./Element.module.css";
import { texts } from "./texts.ts";

export interface Tab {
  key: string;
  label: Readonly<Record<string, string>> | null;
  /** Whether something in it is to be put right. */
  isFaulty: boolean;
  content: ReactNode;
}

/**
 * The sections of a form behind tabs. All of them stay filled in and are judged; one that is faulty says so, and the first
 * of them comes forward when it is told off while nobody looks at it.
 */
export function SectionTabs({ tabs }: { tabs: readonly Tab[] }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const id = useId();
  const [chosen, setChosen] = useState("");
  const open = tabs.find((tab) => tab.key === chosen) ?? tabs[0];
  useForward(tabs, open, setChosen);
  return (
    <>
      <div className={styles.tabs} role="tablist" aria-label={t("sections")}>
        {tabs.map((tab, at) => (
          <button
            key={tab.key}
            id={`${id}-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={tab === open}
            aria-controls={`${id}-${tab.key}-panel`}
            aria-description={tab.isFaulty ? t("faulty") : undefined}
            tabIndex={tab === open ? 0 : -1}
            data-faulty={tab.isFaulty}
            onClick={() => setChosen(tab.key)}
            onKeyDown={(event) => step(event, tabs, at, setChosen)}
          >
            {(tab.label && pick(tab.label, language)) || t("part", { no: at + 1 })}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.key}
          id={`${id}-${tab.key}-panel`}
          role="tabpanel"
          aria-labelledby={`${id}-${tab.key}`}
          hidden={tab !== open}
        >
          {tab.content}
        </div>
      ))}
    </>
  );
}

/** A section that has just become faulty while a faultless one is open comes forward, and its first control with it. */
function useForward(tabs: readonly Tab[], open: Tab | undefined, choose: (key: string) => void): void {
  const faulty = tabs.filter((tab) => tab.isFaulty).map((tab) => tab.key);
  const known = useRef<readonly string[]>(faulty);
  const now = faulty.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: it answers new faults, not a press on a tab
  useEffect(() => {
    const fresh = faulty.find((key) => !known.current.includes(key));
    known.current = faulty;
    if (fresh && open && !open.isFaulty) choose(fresh);
  }, [now]);
}

function step(event: KeyboardEvent, tabs: readonly Tab[], at: number, choose: (key: string) => void): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const next = by === undefined ? undefined : tabs[(at + by + tabs.length) % tabs.length];
  if (!next) return;
  event.preventDefault();
  choose(next.key);
  const list = event.currentTarget.parentElement;
  list?.querySelectorAll<HTMLElement>("[role=tab]")[tabs.indexOf(next)]?.focus();
}
