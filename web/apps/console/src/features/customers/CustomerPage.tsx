import { useTexts } from "@bihuan/i18n";
import { may, useMe, useUses } from "@bihuan/session";
import { Button, Panel, Skeleton, Tag } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { Link, useParams } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { CONTACT, CONTRACT, CUSTOMER, type MasterField, SITE } from "../../shared/admin/fields.ts";
import { type MasterRecord, useMasterPage } from "../../shared/admin/masters.ts";
import { RecordFacts, Value } from "../../shared/admin/RecordFacts.tsx";
import { RecordForm } from "../../shared/admin/RecordForm.tsx";
import { RecordHead } from "../../shared/admin/RecordHead.tsx";
import { fieldTexts } from "../../shared/admin/words.ts";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { texts } from "./texts.ts";

interface Card {
  customer: MasterRecord;
  contacts: MasterRecord[];
  sites: MasterRecord[];
  contracts: MasterRecord[];
  devices?: MasterRecord[];
  open_tickets?: { number: string; title: string | null }[];
}

/** A customer and all that is known around him. */
export default function CustomerPage() {
  const { id = "" } = useParams();
  const t = useTexts(texts);
  const labels = useUses("labels");
  const card = useMasterPage<Card>(`/customers/${id}/card`);
  const [changes, setChanges] = useState(false);
  useTitle(String(card.data?.customer.name ?? t("title")));
  if (card.isPending) return <Skeleton lines={10} height={22} />;
  if (!card.data) return <Failure error={card.error} onRetry={() => card.refetch()} />;
  const { customer } = card.data;
  return (
    <div className={styles.page}>
      <Link to="/customers">{t("back")}</Link>
      <RecordHead kind="customer" path="/customers" record={customer} onChange={() => setChanges(true)} />
      <Panel>
        <RecordFacts kind="customer" path="/customers" fields={CUSTOMER} record={customer} />
        {customer.category === "person" && <Erase kind="customer" id={customer.id} />}
      </Panel>
      <Contacts id={id} contacts={card.data.contacts} />
      <Part id={id} what="sites" kind="site" fields={SITE} records={card.data.sites}>
        {(site, open) => (
          <>
            {open}
            <span className={styles.quiet}>{String(site.address ?? "")}</span>
            {labels && (
              <Link className={styles.quiet} to={`/labels/places/${id}/${site.id}`}>
                {t("placeCodes")}
              </Link>
            )}
          </>
        )}
      </Part>
      <Part id={id} what="contracts" kind="contract" fields={CONTRACT} records={card.data.contracts}>
        {(contract, open) => (
          <>
            {open}
            <span className={styles.quiet}>
              {t("until", { from: String(contract.valid_from), to: String(contract.valid_to) })}
            </span>
            {contract.in_force === true && <Tag tone="good">{t("inForce")}</Tag>}
          </>
        )}
      </Part>
      <Elsewhere card={card.data} />
      {changes && (
        <RecordForm
          title={t("change")}
          path="/customers"
          fields={CUSTOMER}
          record={customer}
          onClose={() => setChanges(false)}
        />
      )}
    </div>
  );
}

function Contacts({ id, contacts }: { id: string; contacts: MasterRecord[] }) {
  const f = useTexts(fieldTexts);
  const path = `/customers/${id}/contacts`;
  return (
    <Part id={id} what="contacts" kind="contact" fields={CONTACT} records={contacts}>
      {(contact, open) => (
        <>
          {open}
          <span className={styles.quiet}>{String(contact.position ?? "")}</span>
          {contact.main === true && <Tag tone="accent">{f("main")}</Tag>}
          <span>
            <Value kind="contact" path={path} id={contact.id} name="phone" shown={String(contact.phone ?? "")} />
          </span>
          <Erase kind="contact" id={contact.id} />
        </>
      )}
    </Part>
  );
}

/** Where somebody is erased who asked for it. */
function Erase({ kind, id }: { kind: "contact" | "customer"; id: string }) {
  const t = useTexts(texts);
  const me = useMe();
  if (!may(me, "manage", "erasure")) return null;
  return (
    <Link className={styles.quiet} to={`/erasures?kind=${kind}&subject=${id}`}>
      {t("erase")}
    </Link>
  );
}

interface PartProps {
  id: string;
  what: "contacts" | "sites" | "contracts";
  kind: string;
  fields: readonly MasterField[];
  records: MasterRecord[];
  children: (record: MasterRecord, open: ReactNode) => ReactNode;
}

function Part({ id, what, kind, fields, records, children }: PartProps) {
  const t = useTexts(texts);
  const me = useMe();
  const [draft, setDraft] = useState<MasterRecord | "new" | null>(null);
  const name = (record: MasterRecord) => String(record.name ?? record.number ?? record.id);
  return (
    <Panel
      title={t(what)}
      extra={
        may(me, "create", kind) && (
          <Button look="quiet" icon="plus" onClick={() => setDraft("new")}>
            {t("addTo", { what: t(what) })}
          </Button>
        )
      }
    >
      {!records.length && <p className={styles.quiet}>{t("empty")}</p>}
      <ul className={styles.list} aria-label={t(what)}>
        {records.map((record) => (
          <li key={record.id}>
            {children(
              record,
              <button type="button" className={styles.link} onClick={() => setDraft(record)}>
                {name(record)}
              </button>,
            )}
          </li>
        ))}
      </ul>
      {draft && (
        <RecordForm
          title={draft === "new" ? t("addTo", { what: t(what) }) : name(draft)}
          path={`/customers/${id}/${what}`}
          fields={fields}
          record={draft === "new" ? null : draft}
          onClose={() => setDraft(null)}
        />
      )}
    </Panel>
  );
}

function Elsewhere({ card }: { card: Card }) {
  const t = useTexts(texts);
  return (
    <>
      {useUses("devices") && (
        <Panel title={t("devices")}>
          {!card.devices?.length && <p className={styles.quiet}>{t("empty")}</p>}
          <ul className={styles.list} aria-label={t("devices")}>
            {card.devices?.map((device) => (
              <li key={device.id}>
                <Link to={`/devices/${device.id}`}>{String(device.name ?? device.id)}</Link>
                <span className={styles.quiet}>{String(device.sn ?? "")}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t("tickets")}>
        {!card.open_tickets?.length && <p className={styles.quiet}>{t("empty")}</p>}
        <ul className={styles.list} aria-label={t("tickets")}>
          {card.open_tickets?.map((ticket) => (
            <li key={ticket.number}>
              <Link to={`/tickets/${ticket.number}`}>{ticket.number}</Link>
              <span>{ticket.title}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
