import { api, unwrap } from "@bihuan/api";
import { Scanner } from "@bihuan/forms/capture";
import { useTexts } from "@bihuan/i18n";
import { Control, codeOf, Notice, placeIn, TextInput } from "@bihuan/ui";
import { useState } from "react";
import styles from "./ReportPage.module.css";
import { texts } from "./texts.ts";

export interface FoundDevice {
  id: string;
  name: string;
  customer: string | null;
  site: string | null;
}

/** A room at a customer's, by the code on its door. */
export interface FoundPlace {
  site: string;
  customer: string;
  name: string;
  room: string;
}

interface Props {
  code: string;
  place: FoundPlace | null;
  onChange: (code: string, device: FoundDevice | null) => void;
  onPlace: (place: FoundPlace | null) => void;
}

/** A place as people say it. */
export function sayPlace({ name, room }: FoundPlace): string {
  return [name, room].filter(Boolean).join(" · ");
}

/** The device by its code: scanned, read from a photo, or typed; a code on a door says the place instead. */
export function DeviceCode({ code, place, onChange, onPlace }: Props) {
  const t = useTexts(texts);
  const [found, setFound] = useState<FoundDevice | null>(null);
  const [fault, setFault] = useState<"unknownCode" | "unknownPlace" | null>(null);
  const lookUp = async (text: string) => {
    const typed = codeOf(text);
    const device = typed ? await findDevice(typed).catch(() => null) : null;
    setFound(device);
    setFault(typed && !device ? "unknownCode" : null);
    onChange(typed, device);
  };
  const read = async (text: string) => {
    const door = placeIn(text);
    if (!door) return lookUp(text);
    const known = await findPlaceBehind(door).catch(() => null);
    setFault(known ? null : "unknownPlace");
    onPlace(known);
  };
  return (
    <div className={styles.stack}>
      <Control label={t("code")} help={t("codeHint")}>
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            autoCapitalize="none"
            spellCheck={false}
            value={code}
            onChange={(event) => onChange(event.target.value, null)}
            onBlur={(event) => lookUp(event.target.value)}
          />
        )}
      </Control>
      <Scanner onRead={read} />
      {place && <Notice tone="good">{t("place", { place: sayPlace(place) })}</Notice>}
      {found && <Notice tone="good">{t("device", { name: found.name })}</Notice>}
      {fault && <Notice tone="warn">{t(fault)}</Notice>}
    </div>
  );
}

function findPlaceBehind(code: string): Promise<FoundPlace> {
  return unwrap(api.GET("/api/v1/customers/places/{code}", { params: { path: { code } } }));
}

async function findDevice(code: string): Promise<FoundDevice> {
  const found = await unwrap(api.GET("/api/v1/devices/by-code/{code}", { params: { path: { code } } }));
  const { id, name, customer, site } = found.device as Record<string, string | null | undefined>;
  return { id: id ?? "", name: name ?? code, customer: customer ?? null, site: site ?? null };
}
