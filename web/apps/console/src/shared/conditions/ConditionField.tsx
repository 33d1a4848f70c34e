import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Skeleton } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import styles from "./ConditionBuilder.module.css";
import { type Askable, readCondition, writeCondition } from "./model.ts";
import { texts } from "./texts.ts";

const ConditionBuilder = lazy(() =>
  import("./ConditionBuilder.tsx").then((found) => ({ default: found.ConditionBuilder })),
);

interface Props {
  title: string;
  tree: Json | undefined;
  fields: readonly Askable[];
  /** undefined: nothing is asked. */
  onChange: (tree: Json | undefined) => void;
}

/** The button behind which a condition is put together. */
export function ConditionField({ title, tree, fields, onChange }: Props) {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" icon="filter" aria-label={`${t("condition")}: ${title}`} onClick={() => setOpen(true)}>
        {t("condition")}
      </Button>
      {open && (
        <Builder
          title={title}
          tree={tree}
          fields={fields}
          onClose={() => setOpen(false)}
          onChange={(next) => {
            setOpen(false);
            onChange(next);
          }}
        />
      )}
    </>
  );
}

function Builder({ title, tree, fields, onChange, onClose }: Props & { onClose: () => void }) {
  const t = useTexts(texts);
  const [group, setGroup] = useState(() => readCondition(tree === undefined ? "" : JSON.stringify(tree), fields));
  const written = writeCondition(group);
  return (
    <Dialog title={title} closeLabel={t("close")} onClose={onClose}>
      <Suspense fallback={<Skeleton lines={3} />}>
        <ConditionBuilder fields={fields} group={group} onChange={setGroup} />
      </Suspense>
      <div className={styles.apply}>
        <Button look="primary" onClick={() => onChange(written ? (JSON.parse(written) as Json) : undefined)}>
          {t("applyCondition")}
        </Button>
      </div>
    </Dialog>
  );
}
