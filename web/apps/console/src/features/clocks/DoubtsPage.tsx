import { useTexts } from "@bihuan/i18n";
import { Chip, Skeleton, State } from "@bihuan/ui";
import { useState } from "react";
import { Link } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Claim } from "./Claim.tsx";
import styles from "./Claims.module.css";
import { useDoubtfulTimes } from "./useClaims.ts";
import { claimTexts } from "./words.ts";

/** Times that a lead has to confirm, and those that were. */
export default function DoubtsPage() {
  const t = useTexts(claimTexts);
  useTitle(t("title"));
  const [state, setState] = useState<"open" | "settled">("open");
  const times = useDoubtfulTimes(state);
  const items = times.data?.items ?? [];
  const empty =
    state === "open" ? ([t("none"), t("noneHint")] as const) : ([t("nonePast"), t("nonePastHint")] as const);
  return (
    <div className={styles.page}>
      <header>
        <h1>{t("title")}</h1>
        <p className={styles.quiet}>{t("hint")}</p>
      </header>
      <fieldset className={styles.which} aria-label={t("which")}>
        <Chip on={state === "open"} onToggle={() => setState("open")}>
          {t("waiting")}
        </Chip>
        <Chip on={state === "settled"} onToggle={() => setState("settled")}>
          {t("past")}
        </Chip>
      </fieldset>
      {times.isPending && <Skeleton lines={8} height={22} />}
      {times.isError && !times.data && <Failure error={times.error} onRetry={() => times.refetch()} />}
      {times.isSuccess && !items.length && <State icon="clock" title={empty[0]} hint={empty[1]} />}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((item) => (
            <li key={`${item.ticket}-${item.no}`} className={styles.item}>
              <Link to={`/tickets/${item.number}`} className={styles.title}>
                {item.number}
                {item.title && ` · ${item.title}`}
              </Link>
              <Claim claim={item} ticket={item.number} />
            </li>
          ))}
        </ul>
      )}
      {times.data?.more && <p className={styles.quiet}>{t("more")}</p>}
    </div>
  );
}
