import { ADDRESS_PARTS, isObject, type Json, type JsonObject, splitAddress } from "@bihuan/core";
import { formatsFor, useTexts } from "@bihuan/i18n";
import { Button, TextInput } from "@bihuan/ui";
import { type ClipboardEvent, useState } from "react";
import type { ControlInput } from "../controlInput.ts";
import styles from "./Places.module.css";
import { texts } from "./texts.ts";

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** Addresses and measured points. */
export default function PlaceControl(props: Props) {
  return props.input.field.kind.name === "address" ? <Address {...props} /> : <Point {...props} />;
}

/** Four parts; a whole line that is pasted into any of them falls into its parts. */
function Address({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state } = input;
  const parts: JsonObject = isObject(value) ? value : typeof value === "string" ? { ...splitAddress(value) } : {};
  const take = (next: Readonly<Record<string, Json | undefined>>) => {
    const said = ADDRESS_PARTS.flatMap((part) => (next[part] ? [[part, next[part]] as const] : []));
    state.set(field.key, said.length ? (Object.fromEntries(said) as JsonObject) : null);
  };
  const paste = (event: ClipboardEvent) => {
    const found = splitAddress(event.clipboardData.getData("text").trim());
    if (!found.city && !found.province) return;
    event.preventDefault();
    take(found);
  };
  const { id, ...others } = attributes;
  return (
    <div className={styles.parts}>
      {ADDRESS_PARTS.map((part) => (
        <TextInput
          key={part}
          {...others}
          id={part === "province" ? (id as string) : undefined}
          aria-label={t(part)}
          autoComplete="off"
          placeholder={part === "street" ? `${t(part)} · ${t("paste")}` : t(part)}
          value={String(parts[part] ?? "")}
          onChange={(event) => take({ ...parts, [part]: event.target.value })}
          onPaste={paste}
        />
      ))}
    </div>
  );
}

type Fault = "denied" | "unavailable" | "none";
const PATIENCE = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 };
const DENIED = 1;

/** Measured at a press; why it could not be, and what to do then, is said. */
function Point({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state } = input;
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const measure = () => {
    setFault(null);
    if (!navigator.geolocation) return setFault("none");
    setBusy(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        setBusy(false);
        state.set(field.key, {
          lat: coords.latitude.toFixed(6),
          lng: coords.longitude.toFixed(6),
          accuracy: Math.ceil(coords.accuracy),
          at: Math.round(timestamp),
        });
      },
      ({ code }) => {
        setBusy(false);
        setFault(code === DENIED ? "denied" : "unavailable");
      },
      PATIENCE,
    );
  };
  const point = isObject(value) ? value : null;
  return (
    <div className={styles.point}>
      {field.settings.allow_typed === true && (
        <TextInput
          {...attributes}
          autoComplete="off"
          placeholder={t("typed")}
          value={point ? `${point.lat}, ${point.lng}` : String(value ?? "")}
          onChange={(event) => state.set(field.key, event.target.value || null)}
        />
      )}
      {point && <Measured point={point} input={input} />}
      <Button busy={busy} onClick={measure}>
        {t(point ? "again" : "measure")}
      </Button>
      {value !== null && <Button onClick={() => state.set(field.key, null)}>{t("clear")}</Button>}
      {busy && <output className={styles.said}>{t("measuring")}</output>}
      {fault && (
        <p className={styles.fault} role="alert">
          {t(fault)}
        </p>
      )}
    </div>
  );
}

function Measured({ point, input }: { point: JsonObject; input: ControlInput }) {
  const t = useTexts(texts);
  const where = input.field.settings.allow_typed === true ? "" : `${point.lat}, ${point.lng} `;
  if (point.accuracy == null) return null;
  const at = formatsFor(input.language, input.state.zone).instant(Number(point.at));
  return (
    <output className={styles.said}>
      {where}
      {t("exact", { n: String(point.accuracy) })} · {t("at", { at })}
    </output>
  );
}
