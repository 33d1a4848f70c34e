import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Control } from "@bihuan/ui";
import { Select } from "antd";
import { useState } from "react";
import type { Core } from "./core.ts";
import styles from "./NewTicketPage.module.css";
import { texts } from "./texts.ts";
import { type Found, useParties } from "./useParties.ts";

interface Props {
  core: Core;
  onChange: (next: Core) => void;
}

/** Whose it is and which device; a device brings its customer along. */
export function Parties({ core, onChange }: Props) {
  const me = useMe();
  const device = may(me, "read", "device");
  const customer = may(me, "read", "customer");
  if (!device && !customer) return null;
  return (
    <div className={styles.pair}>
      {customer && (
        <Party
          kind="customer"
          value={core.customer}
          onChoose={(found) => onChange({ ...core, customer: found?.id ?? null })}
        />
      )}
      {device && (
        <Party
          kind="device"
          value={core.device}
          onChoose={(found) =>
            onChange({ ...core, device: found?.id ?? null, customer: found?.customer ?? core.customer })
          }
        />
      )}
    </div>
  );
}

interface PartyProps {
  kind: "device" | "customer";
  value: string | null;
  onChoose: (found: Found | null) => void;
}

function Party({ kind, value, onChoose }: PartyProps) {
  const t = useTexts(texts);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const search = useParties(kind, text, open || value !== null);
  const found = search.data ?? [];
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
          options={found.map(({ id: key, name, about }) => ({
            value: key,
            label: about ? `${name} · ${about}` : name,
          }))}
          value={value}
          onChange={(key: string | undefined) => onChoose(found.find((each) => each.id === key) ?? null)}
        />
      )}
    </Control>
  );
}
