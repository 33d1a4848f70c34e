import { useTexts } from "@bihuan/i18n";
import { Button, codeOf, Notice, readCode } from "@bihuan/ui";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import styles from "./LandingPage.module.css";
import { texts } from "./texts.ts";

/** The code on a device, read from a photo: also where the browser gives no camera, as on plain http. */
export function FromPhoto() {
  const t = useTexts(texts);
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [missed, setMissed] = useState(false);
  const [, go] = useLocation();
  const read = async (photo: File | undefined) => {
    if (!photo) return;
    setBusy(true);
    const text = await readCode(photo).catch(() => null);
    setBusy(false);
    setMissed(!text);
    if (text) go(wayOf(text));
  };
  return (
    <>
      <Button look="primary" icon="camera" busy={busy} onClick={() => picker.current?.click()}>
        {t("photo")}
      </Button>
      <input
        ref={picker}
        className={styles.hidden}
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t("photo")}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {missed && <Notice tone="warn">{t("missed")}</Notice>}
    </>
  );
}

/** Labels and posters of this portal lead to their own page; any other code is taken for a device's. */
function wayOf(text: string): string {
  const own = /\/portal(\/(?:d|r|p)\/[\w-]+)\/?$/.exec(text.trim())?.[1];
  return own ?? `/d/${encodeURIComponent(codeOf(text))}`;
}
