import { api, type PoolField, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Dialog, Notice, Skeleton } from "@bihuan/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { readCondition, writeCondition } from "../../shared/conditions/model.ts";
import type { PoolFilter } from "./filter.ts";
import styles from "./PoolPage.module.css";
import { texts } from "./texts.ts";

// Its choosers are heavy, and most people choose a ready view.
const ConditionBuilder = lazy(() =>
  import("../../shared/conditions/ConditionBuilder.tsx").then((found) => ({ default: found.ConditionBuilder })),
);

interface Props {
  filter: PoolFilter;
  fields: readonly PoolField[];
  onChange: (next: PoolFilter) => void;
}

/** A condition of one's own: its sentence beside the quick choices, the builder behind a button. */
export function PoolConditions({ filter, fields, onChange }: Props) {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  const said = useSentence(filter.where, filter.type);
  return (
    <>
      <Button look={filter.where ? "plain" : "quiet"} icon="filter" onClick={() => setOpen(true)}>
        {t("conditions")}
      </Button>
      {filter.where && said.data && <span className={styles.said}>{said.data}</span>}
      {open && (
        <Builder
          filter={filter}
          fields={fields}
          onClose={() => setOpen(false)}
          onApply={(where) => {
            setOpen(false);
            onChange({ ...filter, where });
          }}
        />
      )}
    </>
  );
}

interface BuilderProps {
  filter: PoolFilter;
  fields: readonly PoolField[];
  onClose: () => void;
  onApply: (where: string) => void;
}

function Builder({ filter, fields, onClose, onApply }: BuilderProps) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const askable = fields.filter((field) => field.filterable);
  const [group, setGroup] = useState(() => readCondition(filter.where, askable));
  const where = writeCondition(group);
  const said = useSentence(where, filter.type);
  return (
    <Dialog title={t("conditions")} closeLabel={t("close")} onClose={onClose}>
      <Suspense fallback={<Skeleton lines={3} />}>
        <ConditionBuilder fields={askable} group={group} onChange={setGroup} />
      </Suspense>
      {said.isError ? (
        <Notice>{say(said.error)}</Notice>
      ) : (
        <p className={styles.sentence} aria-live="polite">
          {where ? said.data : t("everything")}
        </p>
      )}
      <div className={styles.actions}>
        {filter.where && (
          <Button look="quiet" onClick={() => onApply("")}>
            {t("noConditions")}
          </Button>
        )}
        <Button look="primary" disabled={said.isError} onClick={() => onApply(where)}>
          {t("apply")}
        </Button>
      </div>
    </Dialog>
  );
}

/** A condition in words, as the server says it. */
function useSentence(filter: string, type: string) {
  return useQuery({
    queryKey: ["sentence", filter, type],
    queryFn: async () => {
      const query = { filter, ...(type ? { type } : {}) };
      return (await unwrap(api.GET("/api/v1/tickets/sentence", { params: { query } }))).text;
    },
    enabled: filter !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}
