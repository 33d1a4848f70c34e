import type { SlaPreview } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Notice, Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { effectTexts } from "./effectTexts.ts";

const MOST_SHOWN = 20;

/** What publishing a calendar or policies would change for tickets that are open now. */
export function Effects({ found, children }: { found: SlaPreview; children?: ReactNode }) {
  const t = useTexts(effectTexts);
  const format = useFormats();
  const language = useLanguage();
  const told = (at: number | null) => (at === null ? t("nothingDue") : format.instant(at));
  const counts = { count: found.changes.length, judged: found.judged, effects: found.effects.length };
  const rest = found.effects.length - MOST_SHOWN;
  return (
    <Notice tone={found.effects.length ? "warn" : "good"}>
      <p>{t("found", counts)}</p>
      {children}
      {found.more && <p>{t("foundMore", { judged: found.judged })}</p>}
      {!found.effects.length && <p>{t("noEffect")}</p>}
      <ul>
        {found.effects.slice(0, MOST_SHOWN).map((one) => (
          <li key={`${one.ticket} ${one.clock}`}>
            <Link to={`/tickets/${one.number}`}>
              {t("effect", {
                number: one.number,
                clock: pick(one.label, language),
                due: told(one.due),
                next: told(one.new_due),
              })}
            </Link>{" "}
            {one.new_breached && !one.breached && <Tag tone="danger">{t("willBreach")}</Tag>}
          </li>
        ))}
      </ul>
      {rest > 0 && <p>{t("restEffects", { count: rest })}</p>}
    </Notice>
  );
}
