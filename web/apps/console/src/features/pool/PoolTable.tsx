import type { TicketRow } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Avatar } from "@bihuan/ui";
import { Link, useNavigate } from "react-router";
import { usePersonName, useStageLabel, useTypeLabel } from "../../shared/lookups.ts";
import { Priority, Stage } from "../../shared/Stage.tsx";
import { coreOf } from "../../shared/tickets.ts";
import { Due } from "../../shared/time/Due.tsx";
import { useNow } from "../../shared/time/useNow.ts";
import styles from "./PoolPage.module.css";
import { texts } from "./texts.ts";

interface Props {
  rows: readonly TicketRow[];
  /** What is shown belongs to the filter before; the answer to this one is on its way. */
  stale: boolean;
}

export function PoolTable({ rows, stale }: Props) {
  const t = useTexts(texts);
  const now = useNow();
  return (
    <div className={styles.frame} aria-busy={stale}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t("subject")}</th>
            <th>{t("stage")}</th>
            <th>{t("priority")}</th>
            <th>{t("due")}</th>
            <th>{t("assignee")}</th>
            <th className={styles.right}>{t("created")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, now }: { row: TicketRow; now: number }) {
  const navigate = useNavigate();
  const stage = useStageLabel();
  const typeLabel = useTypeLabel();
  const format = useFormats();
  const core = coreOf(row);
  const to = `/tickets/${row.number}`;
  return (
    // The link inside is what keyboards and readers use; a click anywhere on the line is a convenience.
    <tr className={styles.row} data-red={core.red || undefined} onClick={() => navigate(to)}>
      <td className={styles.subject}>
        <Link to={to} className={styles.title} onClick={(event) => event.stopPropagation()}>
          {core.title}
        </Link>
        <span className={styles.sub}>
          {row.number} · {typeLabel(row.type)}
        </span>
      </td>
      <td>
        <Stage category={row.category} label={stage(row.type, row.stage)} />
      </td>
      <td>
        <Priority value={core.priority} />
      </td>
      <td className={styles.due}>
        <Due row={core} now={now} />
      </td>
      <td>
        <Assignee id={core.assignee} />
      </td>
      <td className={styles.right}>
        <time dateTime={new Date(row.created_at).toISOString()} title={format.exact(row.created_at)}>
          {format.instant(row.created_at)}
        </time>
      </td>
    </tr>
  );
}

function Assignee({ id }: { id: string | null | undefined }) {
  const t = useTexts(texts);
  const name = usePersonName()(id);
  if (!id) return <span className={styles.nobody}>{t("nobody")}</span>;
  return (
    <span className={styles.person}>
      <Avatar name={name ?? "?"} />
      {name}
    </span>
  );
}
