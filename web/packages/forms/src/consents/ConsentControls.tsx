import { consentVersion, isObject, type Json, switchWords, wallOf } from "@bihuan/core";
import { pick, useTexts } from "@bihuan/i18n";
import type { ControlInput } from "../controlInput.ts";
import styles from "./Consents.module.css";
import { texts } from "./texts.ts";

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** A switch, or consent to a text. */
export default function ConsentControl(props: Props) {
  return props.input.field.kind.name === "switch" ? <Switch {...props} /> : <Consent {...props} />;
}

function Switch({ input, value, attributes }: Props) {
  const { field, state, language } = input;
  const isOn = value === true;
  return (
    <span className={styles.line}>
      <button
        {...attributes}
        type="button"
        role="switch"
        aria-checked={isOn}
        className={styles.switch}
        onClick={() => state.set(field.key, !isOn)}
      >
        <span />
      </button>
      <span className={isOn ? styles.on : styles.off}>{pick(switchWords(field, isOn), language)}</span>
    </span>
  );
}

/** That consent was given, and when by the company's clock. */
export function GivenConsent({ value, zone }: { value: Json; zone: string }) {
  const t = useTexts(texts);
  const { at, id } = isObject(value) ? value : { at: null, id: null };
  if (typeof at !== "number") return <>–</>;
  const wall = new Date(wallOf(at, zone)).toISOString().slice(0, 16).replace("T", " ");
  return <span title={t("version", { id: String(id) })}>{t("given", { at: wall })}</span>;
}

/** The whole text, then the tick: with it goes which text it was, and when. */
function Consent({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, language } = input;
  const { text } = field.settings;
  const words = isObject(text) ? pick(text as Record<string, string>, language) : String(text ?? "");
  const isGiven = isObject(value);
  const tick = (on: boolean) => state.set(field.key, on ? { id: consentVersion(field), at: Date.now() } : null);
  return (
    <div className={styles.consent}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keys, too */}
      <div className={styles.text} tabIndex={0} role="document">
        {words}
      </div>
      <label className={styles.tick}>
        <input {...attributes} type="checkbox" checked={isGiven} onChange={(event) => tick(event.target.checked)} />
        <span>{t("agree")}</span>
      </label>
    </div>
  );
}
