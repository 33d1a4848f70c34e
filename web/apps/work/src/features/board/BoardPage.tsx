import { api, type TicketRow, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { State, Tag, useNow } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Due } from "../../shared/Due.tsx";
import { Loaded } from "../../shared/Loaded.tsx";
import { usePersonName, useStageLabel } from "../../shared/lookups.ts";
import { Line, Lines, Page, Priority, Stage } from "../../shared/parts.tsx";
import { clockOf } from "../../shared/tickets.ts";
import styles from "./BoardPage.module.css";
import { type Column, columnsOf } from "./columns.ts";
import { texts } from "./texts.ts";

const MOST = 200;
const OPEN = ["new", "active", "waiting"];

/** A lead's open tickets by stage. His rights reach over the own departments and those below: that is the board. */
export default function BoardPage() {
  const t = useTexts(texts);
  const query = useOpenTickets();
  return (
    <Page title={t("title")} back="/mine">
      <Loaded query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="check" title={t("none")} hint={t("noneHint")} />
          ) : (
            columnsOf(rows).map((column) => <Stack key={column.category + column.stage} column={column} />)
          )
        }
      </Loaded>
    </Page>
  );
}

function useOpenTickets() {
  return useQuery({
    queryKey: ["tickets", "board"],
    queryFn: async () => {
      const filter = JSON.stringify({ op: "in", left: { field: "category" }, right: OPEN });
      return (await unwrap(api.GET("/api/v1/tickets", { params: { query: { filter, limit: MOST } } }))).items;
    },
  });
}

function Stack({ column }: { column: Column }) {
  const t = useTexts(texts);
  const stage = useStageLabel();
  const red = column.rows.filter((row) => row.red === true).length;
  return (
    <section className={styles.stack}>
      <header className={styles.head}>
        <Stage category={column.category} label={stage(column.type, column.stage)} />
        <span className={styles.quiet}>{t("count", { count: column.rows.length })}</span>
        {red > 0 && <Tag tone="danger">{t("red", { count: red })}</Tag>}
      </header>
      <Lines>
        {column.rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </Lines>
    </section>
  );
}

function Row({ row }: { row: TicketRow }) {
  const t = useTexts(texts);
  const now = useNow();
  const who = usePersonName()(row.assignee) || t("nobody");
  return (
    <Line
      to={`/tickets/${row.number}`}
      title={row.title ?? row.number}
      sub={[row.customer_name, who, row.number].filter(Boolean).join(" · ")}
      tags={
        <>
          <Due row={clockOf(row)} now={now} />
          <Priority value={row.priority} />
        </>
      }
    />
  );
}
