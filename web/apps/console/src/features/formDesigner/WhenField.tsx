import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Dialog, Notice, Select, Skeleton } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import { readCondition, writeCondition } from "../../shared/conditions/model.ts";
import { useDesign } from "./design.ts";
import styles from "./Inspector.module.css";
import { texts } from "./texts.ts";
import views from "./Views.module.css";

const ConditionBuilder = lazy(() =>
  import("../../shared/conditions/ConditionBuilder.tsx").then((found) => ({ default: found.ConditionBuilder })),
);

interface Props {
  path: string;
  /** What hangs on it: whether something shows, must be filled in, may only be read. */
  kind: "show" | "require" | "readonly";
  tree: Json | undefined;
  /** What holds when nothing is said. */
  usual?: boolean;
  /** undefined: as usual (shows, need not, may be changed). */
  onChange: (tree: Json | undefined) => void;
}

/** Always, never, or while a condition holds, which is put together by choosing and told as a sentence. */
export function WhenField({ path, kind, tree, usual = kind === "show", onChange }: Props) {
  const t = useTexts(texts);
  const { findings, sentences } = useDesign();
  const [open, setOpen] = useState(false);
  const isTree = typeof tree === "object" && tree !== null;
  const chosen = isTree ? "when" : String(tree ?? usual);
  const choose = (word: string) => {
    if (word === "when") return setOpen(true);
    onChange((word === "true") === usual ? undefined : word === "true");
  };
  const fault = findings.find((one) => one.path === path || one.path.startsWith(`${path}.`));
  return (
    <Control label={t(kind)} problem={fault?.detail}>
      {({ id, describedBy }) => (
        <>
          <Select
            id={id}
            aria-describedby={describedBy}
            value={chosen}
            onChange={(event) => choose(event.target.value)}
          >
            <option value="true">{t(`${kind}True`)}</option>
            <option value="false">{t(`${kind}False`)}</option>
            <option value="when">{t(`${kind}When`)}</option>
          </Select>
          {isTree && (
            <div className={styles.sentence}>
              <span>{sentences[path] ?? t("telling")}</span>
              <Button
                look="quiet"
                icon="pen"
                label={t("changeCondition", { what: t(kind) })}
                onClick={() => setOpen(true)}
              />
            </div>
          )}
          {open && (
            <ConditionDialog
              title={t(`${kind}When`)}
              tree={isTree ? tree : undefined}
              onClose={() => setOpen(false)}
              onChange={(next) => {
                setOpen(false);
                onChange(next);
              }}
            />
          )}
        </>
      )}
    </Control>
  );
}

interface DialogProps {
  title: string;
  tree: Json | undefined;
  onChange: (tree: Json | undefined) => void;
  onClose: () => void;
}

/** A condition, put together by choosing field, comparison and value. */
export function ConditionDialog({ title, tree, onChange, onClose }: DialogProps) {
  const t = useTexts(texts);
  const { askables } = useDesign();
  const [group, setGroup] = useState(() => readCondition(tree === undefined ? "" : JSON.stringify(tree), askables));
  const written = writeCondition(group);
  return (
    <Dialog title={title} closeLabel={t("close")} onClose={onClose}>
      <div data-wide="true" className={views.builder}>
        {group.parts.length === 0 && <Notice tone="warn">{t("noCondition")}</Notice>}
        <Suspense fallback={<Skeleton lines={3} />}>
          <ConditionBuilder fields={askables} group={group} onChange={setGroup} />
        </Suspense>
        <div className={views.dialogEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button look="primary" onClick={() => onChange(written ? (JSON.parse(written) as Json) : undefined)}>
            {t("applyCondition")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
