import type { ElementDefinition } from "@bihuan/core";
import { pick, useLanguage } from "@bihuan/i18n";
import { Icon } from "@bihuan/ui";
import styles from "./Element.module.css";

/** What stands between the fields and holds no value: a line, a paragraph, a picture. */
export function Element({ element }: { element: ElementDefinition }) {
  const language = useLanguage();
  const label = pick(element.label, language);
  const { kind, settings } = element;
  if (kind === "divider") return <Divider label={settings.plain === true ? "" : label} />;
  if (kind === "image") return <Picture source={settings.picture} label={label} />;
  const text = pick((settings.text ?? {}) as Record<string, string>, language);
  return (
    <div className={styles.paragraph} data-element={element.key} data-tone={settings.tone} role="note">
      <Icon name={settings.tone === "warn" ? "alert" : "note"} />
      <div>
        <strong>{label}</strong>
        <p>{text}</p>
      </div>
    </div>
  );
}

function Divider({ label }: { label: string }) {
  return (
    <div className={styles.divider} data-named={label !== ""}>
      {label && <span>{label}</span>}
      <hr />
    </div>
  );
}

/** The picture came with the form itself, so it is there without a line, too. */
function Picture({ source, label }: { source: unknown; label: string }) {
  if (typeof source !== "string") return null;
  return (
    <figure className={styles.picture}>
      <img src={source} alt={label} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}
