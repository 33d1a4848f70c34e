import type { Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Said } from "@bihuan/session";
import { Panel } from "@bihuan/ui";
import { FileThumb } from "../../shared/FilePicker.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";
import { type Entry, timelineOf } from "./timeline.ts";

export function Timeline({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  return (
    <Panel title={t("timeline")}>
      <ol className={styles.timeline}>
        {timelineOf(ticket).map((entry) => (
          <Happened key={entry.key} entry={entry} />
        ))}
      </ol>
    </Panel>
  );
}

function Happened({ entry }: { entry: Entry }) {
  const t = useTexts(texts);
  const format = useFormats();
  const who = usePersonName()(entry.person) || t("somebody");
  return (
    <li>
      <time className={styles.when} dateTime={new Date(entry.at).toISOString()}>
        {format.instant(entry.at)}
      </time>
      {entry.what === "opened" ? t("opened") : t(entry.what, { who })}
      {entry.text && (
        <p className={styles.description}>
          <Said text={entry.text} mentions={entry.mentions ?? []} />
        </p>
      )}
      {entry.files.length > 0 && (
        <div className={styles.thumbs}>
          {entry.files.map((file) => (
            <FileThumb key={file} id={file} />
          ))}
        </div>
      )}
    </li>
  );
}
