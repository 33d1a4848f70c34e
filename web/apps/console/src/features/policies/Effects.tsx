import { useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Notice, Tag } from "@bihuan/ui";
import { Link } from "react-router";
import type { SetBody } from "./body.ts";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";
import type { usePreview } from "./usePolicies.ts";
import { clockName } from "./words.ts";

type Found = NonNullable<ReturnType<typeof usePreview>["data"]>;
const MOST_SHOWN = 20;

/** What publishing would change for tickets that are open now. */
export function Effects({ found, body }: { found: Found; body: SetBody }) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const told = (at: number | null) => (at === null ? t("nothingDue") : format.instant(at));
  const counts = { count: found.changes.length, judged: found.judged, effects: found.effects.length };
  return (
    <Notice tone={found.effects.length ? "warn" : "good"}>
      <p>{t("found", counts)}</p>
      {found.more && <p>{t("foundMore", { judged: found.judged })}</p>}
      {!found.effects.length && <p>{t("noEffect")}</p>}
      <ul className={styles.rows}>
        {found.effects.slice(0, MOST_SHOWN).map((one) => (
          <li key={`${one.ticket} ${one.clock}`}>
            <Link to={`/tickets/${one.number}`}>
              {t("effect", {
                number: one.number,
                clock: clockName(body, one.clock, language),
                due: told(one.due),
                next: told(one.new_due),
              })}
            </Link>
            {one.new_breached && !one.breached && <Tag tone="danger">{t("willBreach")}</Tag>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
