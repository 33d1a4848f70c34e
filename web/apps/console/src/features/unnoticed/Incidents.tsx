import { api, unwrap } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Panel } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { texts } from "./texts.ts";

const AGAIN_MS = 60_000;

/** 异常: automatic actions that failed and runs that nothing moves; shown to flow admins, and only while there are any. */
export function Incidents() {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const found = useQuery({
    queryKey: ["incidents"],
    queryFn: () => unwrap(api.GET("/api/v1/incidents")),
    refetchInterval: AGAIN_MS,
    retry: false,
  });
  if (!found.data?.length) return null;
  return (
    <Panel title={t("incidents")}>
      <ul className={styles.list} aria-label={t("incidents")}>
        {found.data.map((one) => (
          <li key={`${one.number} ${one.at}`}>
            <Link to={`/tickets/${one.number}`}>{one.number}</Link>
            <span>{[pick(one.label, language), one.why].filter(Boolean).join("：")}</span>
            <time className={styles.quiet} dateTime={new Date(one.at).toISOString()}>
              {format.instant(one.at)}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
