import { api, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Control, codeOf, Notice, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { Scanner } from "../../shared/scan/Scanner.tsx";
import styles from "./ReportPage.module.css";
import { texts } from "./texts.ts";

export interface FoundDevice {
  id: string;
  name: string;
  customer: string | null;
  site: string | null;
}

interface Props {
  code: string;
  onChange: (code: string, device: FoundDevice | null) => void;
}

/** The device by its code: scanned, read from a photo, or typed. */
export function DeviceCode({ code, onChange }: Props) {
  const t = useTexts(texts);
  const [found, setFound] = useState<FoundDevice | null>(null);
  const [fault, setFault] = useState<"unknownCode" | null>(null);
  const lookUp = async (text: string) => {
    const typed = codeOf(text);
    const device = typed ? await findDevice(typed).catch(() => null) : null;
    setFound(device);
    setFault(typed && !device ? "unknownCode" : null);
    onChange(typed, device);
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
      <Scanner onRead={lookUp} />
      {found && <Notice tone="good">{t("device", { name: found.name })}</Notice>}
      {fault && <Notice tone="warn">{t(fault)}</Notice>}
    </div>
  );
}

async function findDevice(code: string): Promise<FoundDevice> {
  const found = await unwrap(api.GET("/api/v1/devices/by-code/{code}", { params: { path: { code } } }));
  const { id, name, customer, site } = found.device as Record<string, string | null | undefined>;
  return { id: id ?? "", name: name ?? code, customer: customer ?? null, site: site ?? null };
}
