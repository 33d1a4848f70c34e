import type { Ticket, TicketFamily } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Panel } from "@bihuan/ui";
import { useState } from "react";
import { useFamily } from "../../../shared/family.ts";
import styles from "../Links.module.css";
import { Written } from "../Written.tsx";
import { Child } from "./Child.tsx";
import { OpenChild } from "./OpenChild.tsx";
import { RelativeLine } from "./RelativeLine.tsx";
import { TieChild } from "./TieChild.tsx";
import { texts } from "./texts.ts";

const RULES = { block: "onBlock", warn: "onWarn", cascade: "onCascade" } as const;

/** Parent, children with what came of them, and what the family shares. Nothing for whoever sees nothing of it. */
export default function FamilyPanel({ ticket }: { ticket: Ticket }) {
  const family = useFamily(ticket.number, ticket.version).data;
  if (!family) return null;
  const alone = !family.parent && !family.children.length;
  if (alone && !family.actions.includes("open")) return null;
  return <Family ticket={ticket} family={family} />;
}

function Family({ ticket, family }: { ticket: Ticket; family: TicketFamily }) {
  const t = useTexts(texts);
  const [dialog, setDialog] = useState<"open" | "tie" | null>(null);
  const close = () => setDialog(null);
  const ended = family.children.filter((child) => child.state !== "open").length;
  return (
    <Panel title={t("family")} extra={<FamilyActions family={family} onOpen={setDialog} />}>
      <div className={styles.groups}>
        {family.parent && (
          <div className={styles.group}>
            <h3>{t("parent")}</h3>
            <RelativeLine relative={family.parent} />
          </div>
        )}
        {family.children.length > 0 ? (
          <div className={styles.group}>
            <h3>
              {t("children")} · {t("progress", { done: ended, all: family.children.length })}
            </h3>
            <ul className={styles.lines}>
              {family.children.map((child, place) => (
                <li key={child.id ?? place} className={styles.withAction}>
                  <Child child={child} ticket={ticket} mayUntie={family.actions.includes("link")} />
                </li>
              ))}
            </ul>
            {ended < family.children.length && <p className={styles.quiet}>{t(RULES[family.on_end])}</p>}
          </div>
        ) : (
          !family.parent && <p className={styles.quiet}>{t("none")}</p>
        )}
        <Shared family={family} />
      </div>
      {dialog === "open" && <OpenChild ticket={ticket} onClose={close} />}
      {dialog === "tie" && <TieChild ticket={ticket} onClose={close} />}
    </Panel>
  );
}

function FamilyActions({ family, onOpen }: { family: TicketFamily; onOpen: (dialog: "open" | "tie") => void }) {
  const t = useTexts(texts);
  return (
    <div className={styles.actions}>
      {family.actions.includes("open") && <Button onClick={() => onOpen("open")}>{t("open")}</Button>}
      {family.actions.includes("link") && (
        <Button look="quiet" onClick={() => onOpen("tie")}>
          {t("tie")}
        </Button>
      )}
    </div>
  );
}

/** Public notes and files of the others, behind one tap each. */
function Shared({ family }: { family: TicketFamily }) {
  const t = useTexts(texts);
  if (!family.shared.length) return null;
  return (
    <div className={styles.group}>
      <h3>{t("shared")}</h3>
      {family.shared.map(({ ticket, notes, files }) => (
        <details key={ticket.id} className={styles.more}>
          <summary>{t("sharedOf", { number: ticket.number ?? "" })}</summary>
          <Written notes={notes} files={files} />
        </details>
      ))}
    </div>
  );
}
