import { useTexts } from "@bihuan/i18n";
import { useUses } from "@bihuan/session";
import { Button, Panel, Skeleton, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { DEVICE } from "../../shared/admin/fields.ts";
import { type MasterRecord, useMasterPage } from "../../shared/admin/masters.ts";
import { RecordFacts } from "../../shared/admin/RecordFacts.tsx";
import { RecordForm } from "../../shared/admin/RecordForm.tsx";
import { RecordHead } from "../../shared/admin/RecordHead.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { pictureOf, useLabels } from "./labels.ts";
import { texts } from "./texts.ts";

interface Card {
  device: MasterRecord;
  cover: { warranty: boolean; contracts: { number?: string }[] };
  open_tickets?: { number: string; title: string | null }[];
}

// Whose it is and where have names of their own on other pages.
const FACTS = DEVICE.filter(({ key }) => key !== "customer" && key !== "site");

/** One device: what it is, what covers it, what is open about it, its label. */
export default function DevicePage() {
  const { id = "" } = useParams();
  const t = useTexts(texts);
  const labels = useUses("labels");
  const navigate = useNavigate();
  const page = useMasterPage<Card>(`/devices/${id}`);
  const [changes, setChanges] = useState(false);
  useTitle(String(page.data?.device.name ?? t("title")));
  if (page.isPending) return <Skeleton lines={10} height={22} />;
  if (!page.data) return <Failure error={page.error} onRetry={() => page.refetch()} />;
  const { device } = page.data;
  return (
    <div className={styles.page}>
      <Link to="/devices">{t("back")}</Link>
      <RecordHead kind="device" path="/devices" record={device} onChange={() => setChanges(true)}>
        {labels && <Button onClick={() => navigate(`/labels?ids=${device.id}`)}>{t("label")}</Button>}
      </RecordHead>
      <Panel>
        <RecordFacts kind="device" path="/devices" fields={FACTS} record={device} />
      </Panel>
      <Cover card={page.data} />
      <Panel title={t("tickets")}>
        {!page.data.open_tickets?.length && <p className={styles.quiet}>{t("empty")}</p>}
        <ul className={styles.list} aria-label={t("tickets")}>
          {page.data.open_tickets?.map((ticket) => (
            <li key={ticket.number}>
              <Link to={`/tickets/${ticket.number}`}>{ticket.number}</Link>
              <span>{ticket.title}</span>
            </li>
          ))}
        </ul>
      </Panel>
      {labels && <Code device={device} />}
      {changes && (
        <RecordForm
          title={t("change")}
          path="/devices"
          fields={DEVICE}
          record={device}
          onClose={() => setChanges(false)}
        />
      )}
    </div>
  );
}

function Cover({ card }: { card: Card }) {
  const t = useTexts(texts);
  const contracts = card.cover.contracts.map((contract) => contract.number ?? "").filter(Boolean);
  const covered = card.cover.warranty || contracts.length > 0;
  return (
    <Panel title={t("cover")}>
      <span className={styles.tags}>
        {card.cover.warranty && <Tag tone="good">{t("warranty")}</Tag>}
        {contracts.map((number) => (
          <Tag key={number} tone="good">{`${t("byContract")} ${number}`}</Tag>
        ))}
        {!covered && <span className={styles.quiet}>{t("uncovered")}</span>}
      </span>
    </Panel>
  );
}

function Code({ device }: { device: MasterRecord }) {
  const t = useTexts(texts);
  const label = useLabels([device.id]).data?.[0];
  if (!label) return null;
  return (
    <Panel title={t("label")}>
      <div className={styles.form}>
        <img className={styles.qr} alt={t("qrOf", { name: label.name ?? label.code })} src={pictureOf(label.qr)} />
        <p className={styles.secret}>{label.address}</p>
      </div>
    </Panel>
  );
}
