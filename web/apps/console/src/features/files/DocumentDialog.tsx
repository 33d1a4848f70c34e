import { type FileDocument, type FileVersion, type Ticket, tenantBase } from "@bihuan/api";
import { FormServicesContext } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Tag } from "@bihuan/ui";
import { useContext, useState } from "react";
import { Comments } from "./Comments.tsx";
import { Comparison } from "./Comparison.tsx";
import { Decisions } from "./Decisions.tsx";
import styles from "./Files.module.css";
import { NewVersion } from "./NewVersion.tsx";
import { texts } from "./texts.ts";
import { useFacts } from "./useFacts.ts";

interface Props {
  ticket: Ticket;
  document: FileDocument;
  speaks: boolean;
  onClose: () => void;
}

/** One document: its versions, newest first, each with what was said about it; or two of them beside each other. */
export function DocumentDialog({ ticket, document, speaks, onClose }: Props) {
  const t = useTexts(texts);
  const { nameOf } = useFacts(ticket);
  const [pair, setPair] = useState<readonly [string, string] | null>(null);
  const newest = document.versions.at(-1);
  const before = (version: FileVersion) => document.versions.find(({ number }) => number === version.number - 1);
  return (
    <Dialog title={newest ? nameOf(newest) : t("files")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.dialog} data-wide="true">
        {pair ? (
          <Comparison ticketKey={ticket.number} pair={pair} onBack={() => setPair(null)} />
        ) : (
          <>
            <Decisions document={document} />
            {document.writable && document.current && (
              <NewVersion
                key={document.id}
                ticketKey={ticket.number}
                base={document.current}
                next={(newest?.number ?? 0) + 1}
              />
            )}
            <ul className={styles.lines} aria-label={t("versions")}>
              {document.versions.toReversed().map((version) => (
                <li key={version.file}>
                  <Version
                    {...{ ticket, version, speaks }}
                    inForce={version.file === document.current}
                    before={before(version)}
                    onCompare={(other) => setPair([version.file, other])}
                  />
                </li>
              ))}
            </ul>
            {document.versions.length === 1 && <p className={styles.quiet}>{t("only")}</p>}
          </>
        )}
      </div>
    </Dialog>
  );
}

interface VersionProps {
  ticket: Ticket;
  version: FileVersion;
  inForce: boolean;
  before: FileVersion | undefined;
  speaks: boolean;
  onCompare: (other: string) => void;
}

function Version({ ticket, version, inForce, before, speaks, onCompare }: VersionProps) {
  const t = useTexts(texts);
  const { nameOf, factsOf } = useFacts(ticket);
  const { view } = useContext(FormServicesContext);
  const shows = /^(image|video|audio)\//.test(version.media_type ?? "");
  const href = `${tenantBase()}/api/v1/files/${version.file}`;
  return (
    <article className={styles.version} aria-label={t("version", { number: String(version.number) })}>
      <div className={styles.head}>
        <strong>{t("version", { number: String(version.number) })}</strong>
        {inForce && <Tag tone="good">{t("inForce")}</Tag>}
        <span className={styles.name}>{nameOf(version)}</span>
      </div>
      <p className={styles.quiet}>{factsOf(version)}</p>
      {version.remark && <p className={styles.words}>{version.remark}</p>}
      {version.sha256 && (
        <p className={styles.hash} title={`SHA-256 ${version.sha256}`}>
          SHA-256 {version.sha256.slice(0, 16)}…
        </p>
      )}
      <div className={styles.head}>
        {version.size !== null && shows && <Button onClick={() => view?.([version.file], 0)}>{t("view")}</Button>}
        {version.size !== null && (
          <a className={styles.download} href={href} download={version.name ?? undefined}>
            {t("download")}
          </a>
        )}
        {before && (
          <Button onClick={() => onCompare(before.file)}>{t("compareWith", { number: String(before.number) })}</Button>
        )}
      </div>
      <Comments ticketKey={ticket.number} version={version} speaks={speaks} />
    </article>
  );
}
