import { useTexts } from "@bihuan/i18n";
import { may, useMe, uses } from "@bihuan/session";
import { Control } from "@bihuan/ui";
import { Select } from "antd";
import { useState } from "react";
import type { Card } from "./card.ts";
import { NOBODY, type Parties } from "./core.ts";
import styles from "./NewTicketPage.module.css";
import { texts } from "./texts.ts";
import { type Found, useParties } from "./useParties.ts";

interface Props {
  parties: Parties;
  onChange: (next: Parties) => void;
  /** The customer's card, once it is there: it names what was chosen on it. */
  card: Card | undefined;
}

/** Whose it is and which device; a device brings its customer along. */
export function PartyChoices({ parties, onChange, card }: Props) {
  const me = useMe();
  const device = may(me, "read", "device") && uses(me, "devices");
  const customer = may(me, "read", "customer");
  if (!device && !customer) return null;
  const chosen = card?.devices?.find((each) => each.id === parties.device);
  return (
    <div className={styles.pair}>
      {customer && (
        <Party
          kind="customer"
          value={parties.customer}
          called={card?.customer.name ?? undefined}
          onChoose={(found) => onChange({ ...NOBODY, customer: found?.id ?? null })}
        />
      )}
      {device && (
        <Party
          kind="device"
          value={parties.device}
          called={chosen && labelOf(chosen.name ?? chosen.id, chosen.sn)}
          onChoose={(found) => onChange(withDevice(parties, found))}
        />
      )}
    </div>
  );
}

/** A device brings its customer and its site along; of another customer nothing stays. */
function withDevice(parties: Parties, found: Found | null): Parties {
  const customer = found?.customer ?? parties.customer;
  const kept = customer === parties.customer ? parties : NOBODY;
  return { ...kept, customer, device: found?.id ?? null, site: found?.site ?? kept.site };
}

interface PartyProps {
  kind: "device" | "customer";
  value: string | null;
  called: string | undefined;
  onChoose: (found: Found | null) => void;
}

function labelOf(name: string, about: string | null): string {
  return about ? `${name} · ${about}` : name;
}

function Party({ kind, value, called, onChoose }: PartyProps) {
  const t = useTexts(texts);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const search = useParties(kind, text, open || value !== null);
  const found = search.data ?? [];
  const options = found.map(({ id: key, name, about }) => ({ value: key, label: labelOf(name, about) }));
  const missing = value !== null && called !== undefined && !found.some((each) => each.id === value);
  return (
    <Control label={t(kind)}>
      {({ id }) => (
        <Select
          id={id}
          allowClear
          showSearch={{ filterOption: false, onSearch: setText }}
          placeholder={t(kind === "device" ? "deviceHint" : "customerHint")}
          loading={search.isFetching}
          notFoundContent={search.isFetching ? null : t("nothing")}
          onOpenChange={setOpen}
          options={missing ? [{ value, label: called }, ...options] : options}
          value={value}
          onChange={(key: string | undefined) => onChoose(found.find((each) => each.id === key) ?? null)}
        />
      )}
    </Control>
  );
}
