import type { PublicReport } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, TextArea, TextInput } from "@bihuan/ui";
import { useCallback, useState } from "react";
import styles from "./ReportPage.module.css";
import { texts } from "./texts.ts";

export interface Said {
  description: string;
  name: string;
  phone: string;
  geo: NonNullable<PublicReport["geo"]> | null;
  /** Typed where the browser tells no position. */
  place: string;
}

const KEPT = "bihuan.reporter";

/** What the visitor says; name and number are remembered on his own device for the next time. */
export function useSaid(): [Said, (more: Partial<Said>) => void] {
  const [said, put] = useState<Said>(() => ({
    description: "",
    name: "",
    phone: "",
    geo: null,
    place: "",
    ...remembered(),
  }));
  const say = useCallback((more: Partial<Said>) => {
    put((before) => {
      const now = { ...before, ...more };
      remember(now);
      return now;
    });
  }, []);
  return [said, say];
}

function remembered(): Partial<Said> {
  try {
    const { name, phone } = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return { name: String(name ?? ""), phone: String(phone ?? "") };
  } catch {
    return {};
  }
}

function remember({ name, phone }: Said): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ name, phone }));
  } catch {
    // a browser that keeps nothing
  }
}

interface Props {
  said: Said;
  onSay: (more: Partial<Said>) => void;
  missing: ReadonlySet<keyof Said>;
  phoneNeeded: boolean;
  /** Whether the code that was scanned says where. */
  known: boolean;
}

/** What is wrong, and who says so. */
export function Reporter({ said, onSay, missing, phoneNeeded, known }: Props) {
  const t = useTexts(texts);
  const problem = (name: keyof Said) => (missing.has(name) ? t("needed") : undefined);
  return (
    <div className={styles.said}>
      <Control label={t("what")} required problem={problem("description")}>
        {({ id, describedBy, invalid }) => (
          <TextArea
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            placeholder={t("whatHint")}
            value={said.description}
            onChange={(event) => onSay({ description: event.target.value })}
          />
        )}
      </Control>
      <Control label={t("name")}>
        {({ id }) => (
          <TextInput
            id={id}
            autoComplete="name"
            value={said.name}
            onChange={(event) => onSay({ name: event.target.value })}
          />
        )}
      </Control>
      <Control label={t("phone")} required={phoneNeeded} help={t("phoneHint")} problem={problem("phone")}>
        {({ id, describedBy, invalid }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            value={said.phone}
            onChange={(event) => onSay({ phone: event.target.value })}
          />
        )}
      </Control>
      {!known && <Where said={said} onSay={onSay} />}
    </div>
  );
}

/** By one tap where the browser tells a position, else in words. */
function Where({ said, onSay }: Pick<Props, "said" | "onSay">) {
  const t = useTexts(texts);
  if (tellsPlace()) return <Place geo={said.geo} onFound={(geo) => onSay({ geo })} />;
  return (
    <Control label={t("where")} help={t("whereHint")}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          value={said.place}
          onChange={(event) => onSay({ place: event.target.value })}
        />
      )}
    </Control>
  );
}

/** Whether the browser gives a position at all: on secure pages only. */
function tellsPlace(): boolean {
  return window.isSecureContext && Boolean(navigator.geolocation);
}

function Place({ geo, onFound }: { geo: Said["geo"]; onFound: (geo: NonNullable<Said["geo"]>) => void }) {
  const t = useTexts(texts);
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  const ask = () => {
    setAsking(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setAsking(false);
        onFound({ latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy });
      },
      () => {
        setAsking(false);
        setFailed(true);
      },
      { timeout: 8_000 },
    );
  };
  return (
    <div className={styles.place}>
      <Button icon={geo ? "check" : "route"} busy={asking} onClick={ask}>
        {t(geo ? "located" : "here")}
      </Button>
      {failed && !geo && <span>{t("noPlace")}</span>}
    </div>
  );
}
