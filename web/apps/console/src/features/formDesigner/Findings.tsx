import { useTexts } from "@bihuan/i18n";
import { Popover } from "@bihuan/ui";
import own from "./Designer.module.css";
import { useDesign } from "./design.ts";
import { fieldOf } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { texts } from "./texts.ts";
import type { Finding } from "./useFormDesign.ts";

/** How many faults and how much advice there is; each leads to its place. */
export function Findings({ isSettled }: { isSettled: boolean }) {
  const t = useTexts(texts);
  const { findings } = useDesign();
  const errors = findings.filter((one) => one.severity === "error").length;
  const word = errors
    ? t("errors", { count: errors })
    : findings.length
      ? t("advice", { count: findings.length })
      : t("allGood");
  return (
    <Popover label={word} icon={errors ? "alert" : "check"} look="quiet" className={errors ? own.faulty : undefined}>
      {(close: () => void) => <List findings={findings} isSettled={isSettled} onLead={close} />}
    </Popover>
  );
}

interface ListProps {
  findings: readonly Finding[];
  isSettled: boolean;
  onLead: () => void;
}

function List({ findings, isSettled, onLead }: ListProps) {
  const t = useTexts(texts);
  const { body, select } = useDesign();
  if (!findings.length) return <p className={styles.hint}>{t(isSettled ? "allGoodHint" : "checking")}</p>;
  const lead = (path: string) => {
    onLead();
    const [kind = "", key = ""] = path.split(".");
    if (kind === "fields" && fieldOf(body, key)) return select({ at: "field", key });
    if (kind === "sections" && body.sections.some((one) => one.key === key)) return select({ at: "section", key });
    select({ at: "form" });
  };
  const name = (path: string) => {
    const [kind, key = ""] = path.split(".");
    return kind === "fields" ? fieldOf(body, key)?.label.zh : undefined;
  };
  return (
    <ul className={styles.findings}>
      {findings.map((one) => (
        <li key={one.path + one.code} data-severity={one.severity}>
          <button type="button" onClick={() => lead(one.path)}>
            {name(one.path) && <b>{name(one.path)}</b>} {one.detail}
          </button>
        </li>
      ))}
    </ul>
  );
}
