import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Control } from "@bihuan/ui";
import styles from "../Links.module.css";
import { texts } from "./texts.ts";

/** A value of the parent that its child may begin with. */
export interface Offered {
  key: string;
  label: Record<string, string>;
  value: unknown;
}

interface Props {
  offer: readonly Offered[];
  /** What is not taken over. */
  left: readonly string[];
  onChange: (left: readonly string[]) => void;
}

/** Which values go over to the child: all, until one is left out. */
export function Taken({ offer, left, onChange }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (!offer.length) return null;
  return (
    <Control label={t("take")} help={t("takeHint")} group>
      {() => (
        <div className={styles.ticks}>
          {offer.map(({ key, label }) => (
            <label key={key} className={styles.tick}>
              <input
                type="checkbox"
                checked={!left.includes(key)}
                onChange={(event) =>
                  onChange(event.target.checked ? left.filter((each) => each !== key) : [...left, key])
                }
              />
              <span>{pick(label, language) || key}</span>
            </label>
          ))}
        </div>
      )}
    </Control>
  );
}
