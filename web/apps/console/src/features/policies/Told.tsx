import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Chip } from "@bihuan/ui";
import { PEOPLE, type Telling, tellingAnew, toggled, toldBy, WAYS } from "./ladder.ts";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";

interface Props<T extends Telling> {
  of: T;
  onChange: (next: T) => void;
}

/** Who is told and by which way; where different people are told in different ways, only that. */
export function Told<T extends Telling>({ of, onChange }: Props<T>) {
  const t = useTexts(texts);
  const told = toldBy(of);
  if (!told) return <span className={styles.quiet}>{t("severalWays")}</span>;
  const ways = told.by.length ? told.by : ["app"];
  return (
    <>
      <fieldset className={styles.head} aria-label={t("people")}>
        {PEOPLE.map((one) => (
          <Chip
            key={one}
            on={told.to.includes(one)}
            onToggle={() => onChange(tellingAnew(of, toggled<Json>(PEOPLE, told.to, one), ways))}
          >
            {t(one)}
          </Chip>
        ))}
      </fieldset>
      <fieldset className={styles.head} aria-label={t("ways")}>
        {WAYS.map((one) => (
          <Chip
            key={one}
            on={told.by.includes(one)}
            onToggle={() => onChange(tellingAnew(of, told.to, toggled<string>(WAYS, told.by, one)))}
          >
            {t(one)}
          </Chip>
        ))}
      </fieldset>
    </>
  );
}
