import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Select } from "@bihuan/ui";
import { useState } from "react";
import { useDesign } from "./design.ts";
import { texts } from "./texts.ts";
import styles from "./Views.module.css";

const OPS = ["lt", "le", "gt", "ge", "eq", "ne"] as const;
const ORDERED = new Set(["number", "instant", "date"]);

interface Props {
  onTake: (tree: Json) => void;
  onClose: () => void;
}

/** A check that compares two fields with each other: the end must not lie before the beginning. */
export function TwoFields({ onTake, onClose }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { askables } = useDesign();
  const ordered = askables.filter((one) => ORDERED.has(one.kind));
  const [left, setLeft] = useState(ordered[0]?.key ?? "");
  const [op, setOp] = useState<string>("lt");
  const kind = ordered.find((one) => one.key === left)?.kind;
  const alike = ordered.filter((one) => one.key !== left && one.kind === kind);
  const [wanted, setRight] = useState("");
  const right = alike.find((one) => one.key === wanted)?.key ?? alike[0]?.key ?? "";
  const list = (among: typeof ordered) =>
    among.map((one) => (
      <option key={one.key} value={one.key}>
        {pick(one.label, language)}
      </option>
    ));
  return (
    <Dialog title={t("refuseWhen")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.builder}>
        <p className={styles.hint}>{t(ordered.length > 1 ? "twoFieldsHint" : "twoFieldsNone")}</p>
        <div className={styles.compare}>
          <Select aria-label={t("firstField")} value={left} onChange={(event) => setLeft(event.target.value)}>
            {list(ordered)}
          </Select>
          <Select aria-label={t("comparison")} value={op} onChange={(event) => setOp(event.target.value)}>
            {OPS.map((one) => (
              <option key={one} value={one}>
                {t(`op_${one}`)}
              </option>
            ))}
          </Select>
          <Select aria-label={t("secondField")} value={right} onChange={(event) => setRight(event.target.value)}>
            {list(alike)}
          </Select>
        </div>
        <div className={styles.dialogEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button
            look="primary"
            disabled={!left || !right}
            onClick={() => onTake({ op, left: { field: left }, right: { field: right } })}
          >
            {t("applyCondition")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
