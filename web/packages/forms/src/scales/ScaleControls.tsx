import { type Json, NPS_GROUPS, npsGroupOf } from "@bihuan/core";
import { pick, useTexts } from "@bihuan/i18n";
import { Button, TextInput } from "@bihuan/ui";
import type { CSSProperties } from "react";
import type { ControlInput } from "../controlInput.ts";
import { Marks } from "./Marks.tsx";
import styles from "./Scales.module.css";
import { texts } from "./texts.ts";

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** Percentages, stars, sliders and how likely somebody is to recommend. */
export default function ScaleControl(props: Props) {
  switch (props.input.field.kind.name) {
    case "rating":
      return <Stars {...props} />;
    case "slider":
      return <Slider {...props} />;
    case "nps":
      return <Recommendation {...props} />;
    default:
      return <Percent {...props} />;
  }
}

/** The value in its one writing; null while it is not right. */
function cleanOf({ field }: ControlInput, value: Json): Json {
  try {
    return field.kind.clean(value, field);
  } catch {
    return null;
  }
}

/** Typed as a percentage; the sign goes along, since a bare number would be the share. */
function Percent({ input, value, attributes }: Props) {
  const { field, state, language, cell } = input;
  const isTyped = typeof value === "string" && /[%％]\s*$/.test(value);
  const told = isTyped ? String(value) : (field.kind.tell?.(value, field, language) ?? String(value ?? ""));
  const put = (text: string) => {
    const bare = text.replace(/[%％]/g, "");
    state.set(field.key, bare.trim() ? `${bare}%` : null);
  };
  const share = Number(cleanOf(input, value) ?? Number.NaN);
  return (
    <span className={styles.line}>
      <TextInput
        {...attributes}
        inputMode="decimal"
        autoComplete="off"
        value={told.replace(/[%％]\s*$/, "")}
        onChange={(event) => put(event.target.value)}
      />
      <span className={styles.said}>%</span>
      {!cell && share >= 0 && share <= 1 && (
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
      )}
    </span>
  );
}

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

function Stars({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, language } = input;
  const [most, now] = [Number(field.settings.stars ?? 5), Number(cleanOf(input, value) ?? 0)];
  return (
    <span className={styles.line}>
      <Marks
        attributes={attributes}
        label={pick(field.label, language)}
        numbers={upTo(1, most)}
        value={now || null}
        look={(star) => ({ className: star <= now ? styles.starOn : styles.star, content: "★" })}
        say={(star) => t("stars", { n: String(star), most: String(most) })}
        onChange={(star) => state.set(field.key, star === null ? null : String(star))}
      />
      {now > 0 && <output className={styles.said}>{`${now}/${most}`}</output>}
    </span>
  );
}

const TONES: Readonly<Record<string, string | undefined>> = {
  detractor: styles.low,
  passive: styles.middle,
  promoter: styles.high,
};

function Recommendation({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, language } = input;
  const clean = cleanOf(input, value) as { id: string; score: string } | null;
  return (
    <span className={styles.column}>
      <Marks
        attributes={attributes}
        label={pick(field.label, language)}
        numbers={upTo(0, 10)}
        value={clean && Number(clean.score)}
        look={(score) => ({ className: `${styles.score} ${TONES[npsGroupOf(score)]}`, content: String(score) })}
        say={(score) => String(score)}
        onChange={(score) => state.set(field.key, score === null ? null : { score: String(score) })}
      />
      <span className={styles.ends}>
        <span>{t("never")}</span>
        {clean && <output>{pick(NPS_GROUPS[clean.id] ?? {}, language)}</output>}
        <span>{t("surely")}</span>
      </span>
    </span>
  );
}

/** Until somebody moves it, it stands at its beginning and says that nothing was chosen. */
function Slider({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, language } = input;
  const { min, max, step, unit } = field.settings;
  const clean = cleanOf(input, value);
  const [low, high] = [Number(min), Number(max)];
  const now = clean === null ? low : Number(clean);
  const named = typeof unit === "object" && unit ? pick(unit as Record<string, string>, language) : String(unit ?? "");
  const said = clean === null ? t("untouched") : `${clean} ${named}`.trim();
  const filled = { "--at": `${((now - low) / (high - low)) * 100}%` } as CSSProperties;
  return (
    <span className={styles.line}>
      <input
        {...attributes}
        type="range"
        className={styles.range}
        style={filled}
        data-empty={clean === null || undefined}
        min={low}
        max={high}
        step={String(step ?? 1)}
        value={now}
        aria-valuetext={said}
        onChange={(event) => state.set(field.key, event.target.value)}
        // A click on the beginning says the beginning, though nothing moves.
        onPointerUp={() => clean === null && state.set(field.key, String(low))}
        onKeyDown={(event) => event.key === "Home" && state.set(field.key, String(low))}
      />
      <output className={styles.live}>{said}</output>
      {clean !== null && (
        <Button look="quiet" icon="close" label={t("clear")} onClick={() => state.set(field.key, null)} />
      )}
    </span>
  );
}
