import { api, type ChildTicket, type Relative, type Ticket, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Panel } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePersonName } from "../../shared/lookups.ts";
import { Facts, Line, Lines, Stage } from "../../shared/parts.tsx";
import styles from "./JobPage.module.css";
import { OpenChild } from "./OpenChild.tsx";
import { texts } from "./texts.ts";

const LOOKED_AT_MS = 60_000;

/** The parent of this job and the children that it was cut up into with what came of them, as far as this person may
 * know of them; and the way to open another one. */
export function Family({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const family = useQuery({
    queryKey: ["family", ticket.number, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/children", { params: { path: { key: ticket.number } } })),
    retry: false,
    // Children end without a new version of their parent.
    refetchOnMount: "always",
    refetchInterval: LOOKED_AT_MS,
  }).data;
  const [opening, setOpening] = useState(false);
  const mayOpen = family?.actions.includes("open") ?? false;
  if (!family || (!family.parent && !family.children.length && !mayOpen)) return null;
  const over = family.children.filter(({ state }) => state !== "open").length;
  return (
    <Panel title={t("family")} extra={mayOpen && <Button onClick={() => setOpening(true)}>{t("openChild")}</Button>}>
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
            {family.children.map((child, place) => (
              <Outcome key={child.id ?? place} child={child} />
            ))}
          </>
        )}
        {!family.parent && !family.children.length && <p className={styles.quiet}>{t("noChildren")}</p>}
      </div>
      {opening && <OpenChild ticket={ticket} onClose={() => setOpening(false)} />}
    </Panel>
  );
}

/** What came of a child, as its type says what to show. */
function Outcome({ child }: { child: ChildTicket }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const words = (value: unknown): string => {
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    return Array.isArray(value) ? value.map(words).join("、") : String(value ?? "");
  };
  if (!child.results.length) return null;
  return (
    <section className={styles.stack}>
      <span className={styles.quiet}>{t("outcomeOf", { title: child.title ?? child.number ?? "" })}</span>
      <Facts facts={child.results.map(({ key, label, value }) => [pick(label, language) || key, words(value)])} />
    </section>
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
