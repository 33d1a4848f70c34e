import type { Ticket, TicketLinks } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Panel } from "@bihuan/ui";
import { useState } from "react";
import { DuplicateList } from "./DuplicateList.tsx";
import { LinkDialog } from "./LinkDialog.tsx";
import styles from "./Links.module.css";
import { MergeDialog } from "./MergeDialog.tsx";
import { Merged } from "./Merged.tsx";
import { SplitDialog } from "./SplitDialog.tsx";
import { Ties } from "./Ties.tsx";
import { texts } from "./texts.ts";
import { UnmergeDialog } from "./UnmergeDialog.tsx";
import { useDuplicates, useLinks } from "./useLinks.ts";
import { Written } from "./Written.tsx";

const ACTIONS = ["merge", "unmerge", "link", "split"] as const;
type Action = (typeof ACTIONS)[number];
// Parent and children stand in a panel of their own.
const FAMILY = new Set(["parent", "child"]);

/** What belongs to a ticket: merged ones, ties, what may be the same case; and what may be done about it. */
export default function LinksPanel({ ticket }: { ticket: Ticket }) {
  const found = useLinks(ticket).data;
  if (!found) return null;
  const links = { ...found, links: found.links.filter(({ link }) => !FAMILY.has(link)) };
  const empty = !links.merged.length && !links.links.length && !links.pieces.notes.length && !links.pieces.files.length;
  if (empty && !links.actions.length) return null;
  return <Related ticket={ticket} links={links} empty={empty} />;
}

interface Props {
  ticket: Ticket;
  links: TicketLinks;
  empty: boolean;
}

function Related({ ticket, links, empty }: Props) {
  const t = useTexts(texts);
  const [open, setOpen] = useState<Action | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const mayMerge = links.actions.includes("merge");
  const found = useDuplicates(ticket, mayMerge).data ?? [];
  const alike = mayMerge ? found : [];
  const start = (action: Action, into: string | null = null) => {
    setTarget(into);
    setOpen(action);
  };
  const close = () => setOpen(null);
  return (
    <Panel
      title={t("related")}
      extra={
        <div className={styles.actions}>
          {ACTIONS.filter((action) => links.actions.includes(action)).map((action) => (
            <Button key={action} onClick={() => start(action)}>
              {t(action)}
            </Button>
          ))}
        </div>
      }
    >
      <div className={styles.groups}>
        {empty && !alike.length && <p className={styles.quiet}>{t("none")}</p>}
        {links.merged.length > 0 && <Merged merged={links.merged} />}
        {links.links.length > 0 && <Ties ticket={ticket} links={links} />}
        <Pieces links={links} />
        {alike.length > 0 && (
          <div className={styles.group}>
            <h3>{t("maybe")}</h3>
            <DuplicateList
              found={alike}
              action={({ number }) => (
                <Button onClick={() => start("merge", number)}>{t("mergeWith", { number })}</Button>
              )}
            />
          </div>
        )}
      </div>
      {open === "merge" && <MergeDialog ticket={ticket} into={target} onClose={close} />}
      {open === "unmerge" && <UnmergeDialog ticket={ticket} onClose={close} />}
      {open === "link" && <LinkDialog ticket={ticket} onClose={close} />}
      {open === "split" && <SplitDialog ticket={ticket} links={links} onClose={close} />}
    </Panel>
  );
}

function Pieces({ links }: { links: TicketLinks }) {
  const t = useTexts(texts);
  const { notes, files } = links.pieces;
  if (!notes.length && !files.length) return null;
  return (
    <div className={styles.group}>
      <h3>{t("pieces")}</h3>
      <Written notes={notes} files={files} />
    </div>
  );
}
