import type { FileDocument, Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useTicketFiles } from "@bihuan/session";
import { Button, Panel, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Decisions } from "./Decisions.tsx";
import { DocumentDialog } from "./DocumentDialog.tsx";
import styles from "./Files.module.css";
import { texts } from "./texts.ts";
import { useFacts } from "./useFacts.ts";

/** Documents of a ticket with the version that counts, and what was decided on which. Photos stand behind one tap. */
export default function FilesPanel({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const found = useTicketFiles(ticket).data;
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  if (!found?.documents.length) return null;
  const main = found.documents.filter(matters);
  const shown = all ? found.documents : main;
  const hidden = found.documents.length - main.length;
  const open = found.documents.find(({ id }) => id === opened);
  return (
    <Panel title={t("files")}>
      <ul className={styles.lines}>
        {shown.map((document) => (
          <li key={document.id}>
            <Line ticket={ticket} document={document} onOpen={() => setOpened(document.id)} />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("fewer") : t("others", { count: String(hidden) })}
        </Button>
      )}
      {open && <DocumentDialog ticket={ticket} document={open} speaks={found.speaks} onClose={() => setOpened(null)} />}
    </Panel>
  );
}

/** What goes through rounds: words and drawings, and whatever has versions or was spoken of. */
function matters({ versions }: FileDocument): boolean {
  return versions.length > 1 || versions.some(({ kind, comments }) => kind === "document" || comments.length > 0);
}

function Line({ ticket, document, onOpen }: { ticket: Ticket; document: FileDocument; onOpen: () => void }) {
  const t = useTexts(texts);
  const { nameOf, factsOf, placeOf } = useFacts(ticket);
  const current = document.versions.find(({ file }) => file === document.current) ?? document.versions.at(-1);
  const open = document.versions.flatMap(({ comments }) => comments).filter(({ resolved_at }) => resolved_at === null);
  if (!current) return null;
  return (
    <div className={styles.line}>
      <div className={styles.head}>
        <button type="button" className={styles.title} title={t("open")} onClick={onOpen}>
          {nameOf(current)}
        </button>
        <Tag tone="accent">{t("version", { number: String(current.number) })}</Tag>
        {document.current === null && <Tag tone="quiet">{t("removed")}</Tag>}
        {open.length > 0 && <Tag tone="warn">{t("openComments", { count: String(open.length) })}</Tag>}
      </div>
      <p className={styles.quiet}>{[placeOf(document), factsOf(current)].filter(Boolean).join(" · ")}</p>
      <Decisions document={document} />
    </div>
  );
}
