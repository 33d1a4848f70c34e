import { type FileComparison, type FileVersion, tenantBase } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Notice, Skeleton } from "@bihuan/ui";
import { useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import styles from "./Files.module.css";
import { texts } from "./texts.ts";
import { sizeOf } from "./useFacts.ts";
import { useComparison } from "./useFiles.ts";

type DiffRow = FileComparison["rows"][number];
type Reason = "why_document.not_text";
const REASONS = new Set(["document.not_text", "document.too_large", "document.broken", "file_version.erased"]);

interface Props {
  ticketKey: string;
  pair: readonly [string, string];
  onBack: () => void;
}

/** Two versions: words with what went and came, pictures beside each other, of all others what is known. */
export function Comparison({ ticketKey, pair, onBack }: Props) {
  const t = useTexts(texts);
  const { data, error, isPending, refetch } = useComparison(ticketKey, pair[0], pair[1]);
  return (
    <>
      <Button look="quiet" icon="back" onClick={onBack}>
        {t("back")}
      </Button>
      {isPending && <Skeleton lines={8} />}
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {data && (
        <section className={styles.comparison} aria-label={t("comparing", numbersOf(data))}>
          <h3>{t("comparing", numbersOf(data))}</h3>
          {data.identical && <Notice tone="good">{t("identical")}</Notice>}
          {data.how === "text" && !data.identical && <Words data={data} />}
          {data.how === "pictures" && <Pictures left={data.left} right={data.right} />}
          {data.how === "facts" && <Facts data={data} />}
        </section>
      )}
    </>
  );
}

function numbersOf({ left, right }: FileComparison) {
  return { left: String(left.number), right: String(right.number) };
}

function Words({ data }: { data: FileComparison }) {
  const t = useTexts(texts);
  const counts = { changed: String(data.changed), added: String(data.added), removed: String(data.removed) };
  if (!data.rows.some(({ kind }) => kind !== "gap")) return <Notice tone="good">{t("same")}</Notice>;
  return (
    <>
      <p className={styles.quiet}>{t("sums", counts)}</p>
      <div className={styles.diff}>
        {data.rows.map((row) => (
          <Row key={`${row.kind} ${row.left} ${row.right}`} row={row} />
        ))}
      </div>
      {data.cut && <Notice tone="warn">{t("cut")}</Notice>}
    </>
  );
}

function Row({ row }: { row: DiffRow }) {
  const t = useTexts(texts);
  if (row.kind === "gap") return <p className={styles.gap}>{t("gap", { count: String(row.count) })}</p>;
  return (
    <div className={styles.row} data-kind={row.kind}>
      <span className={styles.number}>{row.left ?? ""}</span>
      <span className={styles.number}>{row.right ?? ""}</span>
      <span className={styles.text}>{row.parts.map(partOf)}</span>
    </div>
  );
}

/** A mark that readers of screens say, too: what went is `del`, what came is `ins`. */
function partOf(part: DiffRow["parts"][number], at: number) {
  const key = `${at} ${part.kind}`;
  if (part.kind === "removed") return <del key={key}>{part.text}</del>;
  if (part.kind === "added") return <ins key={key}>{part.text}</ins>;
  return <span key={key}>{part.text}</span>;
}

function Pictures({ left, right }: { left: FileVersion; right: FileVersion }) {
  const t = useTexts(texts);
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(50);
  const address = ({ file }: FileVersion) => `${tenantBase()}/api/v1/files/${file}`;
  const label = (version: FileVersion) => t("version", { number: String(version.number) });
  return (
    <>
      <Button onClick={() => setOver(!over)}>{t(over ? "beside" : "over")}</Button>
      {over ? (
        <div className={styles.over}>
          <div className={styles.stack}>
            <img src={address(left)} alt={label(left)} />
            <img src={address(right)} alt={label(right)} style={{ clipPath: `inset(0 0 0 ${share}%)` }} />
          </div>
          <input
            type="range"
            min={0}
            max={100}
            value={share}
            aria-label={t("slider")}
            onChange={(event) => setShare(Number(event.target.value))}
          />
        </div>
      ) : (
        <div className={styles.pictures}>
          {[left, right].map((version) => (
            <figure key={version.file}>
              <img src={address(version)} alt={label(version)} />
              <figcaption>{label(version)}</figcaption>
            </figure>
          ))}
        </div>
      )}
    </>
  );
}

function Facts({ data }: { data: FileComparison }) {
  const t = useTexts(texts);
  const format = useFormats();
  const rows: [string, (version: FileVersion) => string][] = [
    [t("who"), ({ by_name }) => by_name ?? "–"],
    [t("when"), ({ at }) => (at ? format.exact(at) : "–")],
    [t("size"), ({ size }) => (size ? sizeOf(size) : "–")],
    [t("hash"), ({ sha256 }) => sha256 ?? "–"],
  ];
  return (
    <>
      {data.why && REASONS.has(data.why) && <Notice tone="warn">{t(`why_${data.why}` as Reason)}</Notice>}
      <div className={styles.pictures}>
        {[data.left, data.right].map((version) => (
          <dl key={version.file} className={styles.facts}>
            <dt>{t("version", { number: String(version.number) })}</dt>
            <dd className={styles.name}>{version.name ?? "–"}</dd>
            {rows.map(([label, say]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{say(version)}</dd>
              </div>
            ))}
          </dl>
        ))}
      </div>
    </>
  );
}
