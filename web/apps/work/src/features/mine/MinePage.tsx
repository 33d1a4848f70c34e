import { api, type NoticeToMe, unwrap } from "@bihuan/api";
import { setLanguage, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Arriving, may, useMe, useSignOut } from "@bihuan/session";
import { Button, Notice, Panel, State, setTheme, useTheme } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../../shared/Loaded.tsx";
import { useStageLabel } from "../../shared/lookups.ts";
import { Line, Lines, Page, Stage, TicketNumber } from "../../shared/parts.tsx";
import { unsent, useOutbox } from "../../shared/queue/outbox.ts";
import { Outgoing, SyncSummary } from "../../shared/queue/SyncState.tsx";
import styles from "./MinePage.module.css";
import { texts } from "./texts.ts";

const RECENT = 20;

/** What concerns this person: work on its way, own requests, notices, the lead's board, the app's look. */
export default function MinePage() {
  const t = useTexts(texts);
  const me = useMe();
  const waiting = unsent(useOutbox());
  return (
    <Page title={me.name ?? me.login ?? ""}>
      <Panel title={t("outgoing")} extra={<SyncSummary items={waiting} />}>
        {waiting.length ? <Outgoing items={waiting} named /> : <p className={styles.quiet}>{t("allSent")}</p>}
      </Panel>
      <Lines>
        {may(me, "assign", "ticket") && <Line to="/board" title={t("board")} sub={t("boardHint")} />}
        {may(me, "read", "roster") && <Line to="/leaves" title={t("leaves")} sub={t("leavesHint")} />}
        <Line to="/deputies" title={t("deputies")} sub={t("deputiesHint")} />
      </Lines>
      <Arriving>
        <Section title={t("notices")}>
          <Notices />
        </Section>
        <Section title={t("requests")}>
          <Requests />
        </Section>
        <Settings waiting={waiting.length} />
      </Arriving>
    </Page>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Requests() {
  const t = useTexts(texts);
  const me = useMe();
  const format = useFormats();
  const stage = useStageLabel();
  const query = useQuery({
    queryKey: ["tickets", "submitter", me.id],
    queryFn: async () => {
      const filter = JSON.stringify({ op: "eq", left: { field: "submitter" }, right: me.id });
      const page = await unwrap(
        api.GET("/api/v1/tickets", { params: { query: { filter, sort: "-created_at", limit: RECENT } } }),
      );
      return page.items;
    },
  });
  return (
    <Loaded query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <State icon="inbox" title={t("noRequests")} hint={t("noRequestsHint")} />
        ) : (
          <Lines>
            {rows.map((row) => (
              <Line
                key={row.id}
                to={`/tickets/${row.number}`}
                title={row.title ?? row.number}
                sub={
                  <>
                    <TicketNumber value={row.number} /> · {format.instant(row.created_at)}
                  </>
                }
                tags={<Stage category={row.category} label={stage(row.type, row.stage)} />}
              />
            ))}
          </Lines>
        )
      }
    </Loaded>
  );
}

function Notices() {
  const t = useTexts(texts);
  const query = useQuery({
    queryKey: ["notices"],
    queryFn: async () => (await unwrap(api.GET("/api/v1/notices", { params: { query: { limit: RECENT } } }))).items,
  });
  return (
    <Loaded query={query}>
      {(notices) =>
        notices.length === 0 ? (
          <State icon="bell" title={t("noNotices")} hint={t("noNoticesHint")} />
        ) : (
          <Lines>
            {notices.map((notice) => (
              <NoticeLine key={notice.id} notice={notice} />
            ))}
          </Lines>
        )
      }
    </Loaded>
  );
}

function NoticeLine({ notice }: { notice: NoticeToMe }) {
  const format = useFormats();
  return <Line to={notice.path || "/mine"} title={notice.title ?? ""} sub={format.instant(notice.at)} />;
}

function Settings({ waiting }: { waiting: number }) {
  const t = useTexts(texts);
  const theme = useTheme();
  const language = useLanguage();
  const signOut = useSignOut();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <Panel title={t("settings")}>
      <div className={styles.buttons}>
        <Button icon={other === "dark" ? "moon" : "sun"} onClick={() => setTheme(other)}>
          {t(other)}
        </Button>
        <Button icon="globe" onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>
          {t("language")}
        </Button>
        {waiting > 0 && <Notice tone="warn">{t("unsentWarning", { count: waiting })}</Notice>}
        <Button icon="out" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {t("signOut")}
        </Button>
      </div>
    </Panel>
  );
}
