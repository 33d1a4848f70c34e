import { api, type Relative, type Ticket, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Panel } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { usePersonName } from "../../shared/lookups.ts";
import { Line, Lines, Stage } from "../../shared/parts.tsx";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

/** The parent of this job and the children that it was cut up into, as far as this person may know of them. */
export function Family({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const family = useQuery({
    queryKey: ["family", ticket.number, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/children", { params: { path: { key: ticket.number } } })),
    retry: false,
  }).data;
  if (!family || (!family.parent && !family.children.length)) return null;
  const over = family.children.filter(({ state }) => state !== "open").length;
  return (
    <Panel title={t("family")}>
      <div className={styles.stack}>
        {family.parent && (
          <>
            <span className={styles.quiet}>{t("parent")}</span>
            <Lines>
              <Kin relative={family.parent} />
            </Lines>
          </>
        )}
        {family.children.length > 0 && (
          <>
            <span className={styles.quiet}>{t("childrenOver", { over, all: family.children.length })}</span>
            <Lines>
              {family.children.map((child, place) => (
                <Kin key={child.id ?? place} relative={child} step={pick(child.step_label, language)} />
              ))}
            </Lines>
          </>
        )}
      </div>
    </Panel>
  );
}

/** One of them: a link where this person may open it. */
function Kin({ relative, step = "" }: { relative: Relative; step?: string }) {
  const t = useTexts(texts);
  const name = usePersonName()(relative.assignee);
  const title = relative.title ?? relative.number ?? t("hiddenTicket");
  const sub = [relative.number, step, name].filter(Boolean).join(" · ");
  const tags = <Stage category={relative.category} label={relative.stage_label} />;
  if (relative.openable && relative.number) {
    return <Line to={`/tickets/${relative.number}`} title={title} sub={sub} tags={tags} />;
  }
  return (
    <li className={styles.relative}>
      <span>{title}</span>
      <span className={styles.tags}>{tags}</span>
      <span className={styles.quiet}>{sub}</span>
    </li>
  );
}
