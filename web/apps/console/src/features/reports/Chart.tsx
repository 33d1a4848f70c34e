import type { Report } from "@bihuan/api";
import styles from "./Reports.module.css";

interface Props {
  report: Report;
  /** Which measure is drawn. */
  measure: number;
  title: string;
  nameOf: (row: Report["rows"][number]) => string;
  sayOf: (row: Report["rows"][number]) => string;
}

const MOST_BARS = 40;
const FULL = 100;

/** Bars, one for each row: across for things with names, upright for days. The table below says the same in words. */
export default function Chart({ report, measure, title, nameOf, sayOf }: Props) {
  const valued = report.rows.filter((row) => row.values[measure] !== null);
  const isTime = ["day", "week", "month"].includes(report.by[0]?.key ?? "") && report.by.length === 1;
  const rows = isTime ? valued.slice(-MOST_BARS) : largest(valued, measure).slice(0, MOST_BARS);
  const most = Math.max(...rows.map((row) => row.values[measure] ?? 0), 0) || 1;
  return (
    <figure className={styles.figure} aria-label={title}>
      <ul className={isTime ? styles.columns : styles.bars}>
        {rows.map((row) => (
          <li key={row.by.join(" ")} title={`${nameOf(row)} · ${sayOf(row)}`}>
            <span className={styles.name}>{nameOf(row)}</span>
            <span className={styles.track} aria-hidden="true">
              <span style={{ [isTime ? "height" : "width"]: `${((row.values[measure] ?? 0) / most) * FULL}%` }} />
            </span>
            <span className={styles.value}>{sayOf(row)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** The largest first, unless the rows have an order of their own. */
function largest(rows: Report["rows"], measure: number): Report["rows"] {
  const ordered = rows.every((row) => row.by.length === 1 && typeof row.by[0] === "number");
  return ordered ? rows : [...rows].sort((a, b) => (b.values[measure] ?? 0) - (a.values[measure] ?? 0));
}
