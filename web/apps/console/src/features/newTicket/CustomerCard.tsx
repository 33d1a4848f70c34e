import { useFormats, useTexts } from "@bihuan/i18n";
import { useUses } from "@bihuan/session";
import { Skeleton, Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Stage } from "../../shared/Stage.tsx";
import styles from "./Caller.module.css";
import { type Card, type CardDevice, type CardTicket, coverOf } from "./card.ts";
import type { Parties } from "./core.ts";
import { texts } from "./texts.ts";
import { useRecent } from "./useCard.ts";

interface Props {
  card: Card;
  parties: Parties;
  onChange: (next: Parties) => void;
}

/** All that is known of a customer; what is pressed fills the ticket. */
export function CustomerCard({ card, parties, onChange }: Props) {
  const t = useTexts(texts);
  const used = useUses("devices");
  const { customer, contacts, sites, contracts, devices = [], open_tickets: open = [] } = card;
  const running = contracts.filter((contract) => contract.in_force);
  const recent = useRecent(customer.id);
  return (
    <section className={styles.card} aria-label={t("card")}>
      <header className={styles.head}>
        <h3>{customer.name}</h3>
        {customer.level && <Tag>{t("level", { level: customer.level })}</Tag>}
        <span className={styles.quiet}>{customer.code}</span>
        {running.map((contract) => (
          <Tag key={contract.id} tone="good">
            {t("contractUntil", { number: contract.number ?? "", until: contract.valid_to ?? "" })}
          </Tag>
        ))}
      </header>
      <div className={styles.columns}>
        <Group title={t("contacts")} empty={contacts.length ? "" : t("noContacts")}>
          {contacts.map(({ id, name, phone, position, matched }) => (
            <Row
              key={id}
              on={parties.contact === id}
              onPress={() => onChange({ ...parties, customer: customer.id, contact: flipped(parties.contact, id) })}
              title={name}
              about={[position, phone]}
              tag={matched && <Tag tone="accent">{t("calling")}</Tag>}
            />
          ))}
        </Group>
        <Group title={t("sites")} empty={sites.length ? "" : t("noSites")}>
          {sites.map(({ id, name, address }) => (
            <Row
              key={id}
              on={parties.site === id}
              onPress={() => onChange({ ...parties, customer: customer.id, site: flipped(parties.site, id) })}
              title={name}
              about={[address]}
            />
          ))}
        </Group>
      </div>
      {used && (
        <Group title={t("devices")} empty={devices.length ? "" : t("noDevices")}>
          {devices.map((device) => (
            <DeviceRow key={device.id} {...{ device, card, parties, onChange }} />
          ))}
        </Group>
      )}
      <div className={styles.columns}>
        <Group title={t("open")} empty={open.length ? "" : t("noOpen")}>
          <Tickets tickets={open} />
        </Group>
        <Group title={t("history")} empty={recent.data?.length === 0 ? t("noHistory") : ""}>
          {recent.isPending ? <Skeleton lines={2} /> : <Tickets tickets={recent.data ?? []} />}
        </Group>
      </div>
    </section>
  );
}

function flipped(now: string | null, pressed: string): string | null {
  return now === pressed ? null : pressed;
}

function DeviceRow({ device, card, parties, onChange }: Props & { device: CardDevice }) {
  const site = card.sites.find((each) => each.id === device.site)?.name;
  const choose = () =>
    onChange({
      ...parties,
      customer: card.customer.id,
      device: flipped(parties.device, device.id),
      site: device.site ?? parties.site,
    });
  return (
    <Row
      on={parties.device === device.id}
      onPress={choose}
      title={device.name}
      about={[device.sn, device.model, site]}
      tag={<CoverTag device={device} card={card} />}
    />
  );
}

function CoverTag({ device, card }: { device: CardDevice; card: Card }) {
  const t = useTexts(texts);
  const cover = coverOf(device, card.contracts, new Date().toISOString().slice(0, 10));
  if (cover.by === "contract") return <Tag tone="good">{t("byContract", { number: cover.number })}</Tag>;
  if (cover.by === "warranty") return <Tag tone="good">{t("byWarranty", { until: cover.until })}</Tag>;
  return (
    <Tag tone={cover.by === "none" ? "warn" : "neutral"}>{t(cover.by === "none" ? "noCover" : "coverUnknown")}</Tag>
  );
}

function Group({ title, empty, children }: { title: string; empty: string; children: ReactNode }) {
  return (
    <div className={styles.group}>
      <h4>{title}</h4>
      {empty ? <p className={styles.quiet}>{empty}</p> : <ul className={styles.rows}>{children}</ul>}
    </div>
  );
}

interface RowProps {
  on: boolean;
  onPress: () => void;
  title: string | null;
  about: readonly (string | null | undefined)[];
  tag?: ReactNode;
}

function Row({ on, onPress, title, about, tag }: RowProps) {
  return (
    <li>
      <button type="button" className={styles.row} aria-pressed={on} onClick={onPress}>
        <span className={styles.rowText}>
          <span className={styles.rowTitle}>{title}</span>
          <span className={styles.quiet}>{about.filter(Boolean).join(" · ")}</span>
        </span>
        {tag}
      </button>
    </li>
  );
}

/** Opened beside the report, which stays as it is. */
function Tickets({ tickets }: { tickets: readonly CardTicket[] }) {
  const format = useFormats();
  return tickets.map((ticket) => (
    <li key={ticket.id} className={styles.ticket}>
      <Link to={`/tickets/${ticket.number}`} target="_blank">
        {ticket.title ?? ticket.number}
      </Link>
      <Stage category={ticket.category} label={null} />
      <span className={styles.quiet}>
        {ticket.number} · {format.instant(ticket.created_at)}
      </span>
    </li>
  ));
}
