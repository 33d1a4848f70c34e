import type { FileDocument, Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Icon, Tag } from "@bihuan/ui";
import styles from "./Basis.module.css";
import { texts } from "./texts.ts";
import { useTicketFiles } from "./useTicketFiles.ts";

/** Which version of which document a decision on this ticket would rest on now, and which the last one rested on. */
export function Basis({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const documents = (useTicketFiles(ticket).data?.documents ?? []).filter(isDecidedOn);
  if (!documents.length) return null;
  return (
    <ul className={styles.basis} aria-label={t("basis")}>
      {documents.map((document) => (
        <Line key={document.id} document={document} />
      ))}
    </ul>
  );
}

/** Words and drawings that stand in the form; photos only once there is a second version. */
function isDecidedOn({ field, current, versions }: FileDocument): boolean {
  return field !== null && current !== null && (versions.length > 1 || versions[0]?.kind === "document");
}

function Line({ document }: { document: FileDocument }) {
  const t = useTexts(texts);
  const name = document.versions.find(({ file }) => file === document.current)?.name ?? t("kept");
  const before = document.decisions.at(-1);
  return (
    <li className={styles.line}>
      <Icon name="clip" />
      <span className={styles.name}>{t("basedOn", { name, number: String(document.number ?? 1) })}</span>
      {before?.outdated && before.number !== null && (
        <Tag tone="warn">{t("lastOn", { number: String(before.number) })}</Tag>
      )}
    </li>
  );
}
