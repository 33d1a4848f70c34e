import { type TicketLinks, tenantBase } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Icon, Tag } from "@bihuan/ui";
import { usePersonName } from "../../shared/lookups.ts";
import styles from "./Links.module.css";
import { texts } from "./texts.ts";

type Pieces = TicketLinks["pieces"];

/** Notes and files that stand in another ticket. */
export function Written({ notes, files }: Pieces) {
  const t = useTexts(texts);
  const format = useFormats();
  const name = usePersonName();
  return (
    <>
      {notes.map((note) => (
        <div key={note.id} className={styles.note}>
          <p className={styles.quiet}>
            {name(note.author) ?? t("someone")} · {format.instant(note.at)}{" "}
            {!note.public && <Tag tone="quiet">{t("internal")}</Tag>}
          </p>
          <p className={styles.said}>{note.text}</p>
        </div>
      ))}
      {files.length > 0 && (
        <ul className={styles.files}>
          {files.map((file) => (
            <li key={file.id}>
              <a href={`${tenantBase()}/api/v1/files/${file.id}`} target="_blank" rel="noreferrer">
                <Icon name="clip" />
                {file.name ?? file.id}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
