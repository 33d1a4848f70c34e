import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Icon, Menu, Notice } from "@bihuan/ui";
import { useRef } from "react";
import styles from "../designer/Designer.module.css";
import { texts } from "./texts.ts";
import type { BpmnOf } from "./useBpmn.ts";

/** What is rarely wanted, behind one button: 导出 and 导入. */
export function MoreMenu({ bpmn }: { bpmn: BpmnOf }) {
  const t = useTexts(texts);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu
        label={t("more")}
        items={[
          { key: "out", label: t("out"), onPick: () => bpmn.isBusy || bpmn.takeOut() },
          { key: "in", label: t("in"), onPick: () => bpmn.isBusy || input.current?.click() },
        ]}
      >
        {t("more")}
      </Menu>
      <input
        ref={input}
        hidden
        type="file"
        accept=".bpmn,.xml"
        aria-label={t("file")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file chosen again is another try.
          event.target.value = "";
          if (file) bpmn.takeIn(file);
        }}
      />
    </>
  );
}

/** What came of it: why not, or what has to be looked at. */
export function BpmnOutcome({ bpmn, onGo }: { bpmn: BpmnOf; onGo: (step: string) => void }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  if (bpmn.inError) return <Notice>{t("refused", { why: say(bpmn.inError) })}</Notice>;
  if (bpmn.outError) return <Notice>{t("refusedOut", { why: say(bpmn.outError) })}</Notice>;
  const { draft } = bpmn;
  if (!draft) return null;
  return (
    <section className={styles.panel} aria-label={t("done")}>
      <Notice tone="good">
        <strong>{t("done")}</strong> {t(draft.remarks.length ? "look" : "exact")}
      </Notice>
      <ul className={styles.found} aria-label={t("look")}>
        {draft.remarks.map((one) => (
          <li key={`${one.code} ${one.step} ${one.text}`}>
            <button
              type="button"
              className={styles.advice}
              disabled={!one.step}
              onClick={() => one.step && onGo(one.step)}
            >
              <Icon name="note" />
              <span>{one.text}</span>
            </button>
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={bpmn.dismiss}>{t("close")}</Button>
      </div>
    </section>
  );
}
