import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Control, Select, TextInput } from "@bihuan/ui";
import { useSearchParams } from "react-router";
import { ManyOf, type Option } from "../../shared/admin/parts.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { type Asked, askedWith, PERIODS, QUESTIONS } from "./questions.ts";
import styles from "./Reports.module.css";
import { texts } from "./texts.ts";
import { useOffer } from "./useReports.ts";

const OWN = "own";

/** What is asked: a ready question or measures of one's own, the period, and by what it is divided. */
export function Asking({ asked }: { asked: Asked }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [address, go] = useSearchParams();
  const offer = useOffer(asked.type);
  const types = useTicketTypes();
  const change = (next: Parameters<typeof askedWith>[1]) => go(askedWith(address, next), { replace: true });
  const questions = [...Object.keys(QUESTIONS), OWN].map((key) => ({
    value: key,
    label: t(`ask_${key as Asked["question"]}`),
  }));
  const groups =
    offer.data?.groups.map((one) => ({ value: one.key, label: pick(one.label, language) || one.key })) ?? [];
  const measures = offer.data?.measures.map((one) => ({ value: one.key, label: pick(one.label, language) })) ?? [];
  const kinds = types.data?.map((one) => ({ value: one.key, label: pick(one.label, language) })) ?? [];
  const periods = PERIODS.map((key) => ({ value: key, label: t(`period_${key}`) }));
  return (
    <search className={styles.asking} aria-label={t("asking")}>
      <One label={t("question")} options={questions} value={asked.question} onChange={(ask) => change({ ask })} />
      <One label={t("period")} options={periods} value={asked.period} onChange={(period) => change({ period })} />
      <One label={t("by")} options={groups} value={asked.by} onChange={(by) => change({ by })} />
      <One
        label={t("second")}
        options={[NONE, ...groups]}
        value={asked.second}
        onChange={(second) => change({ second })}
      />
      <One
        label={t("type")}
        options={[{ value: "", label: t("allTypes") }, ...kinds]}
        value={asked.type}
        onChange={(type) => change({ type, by: "", second: "" })}
      />
      {asked.period === "between" && (
        <>
          <Day label={t("from")} value={asked.from} onChange={(from) => change({ from })} />
          <Day label={t("to")} value={asked.to} onChange={(to) => change({ to })} />
        </>
      )}
      {asked.question === OWN && (
        <div className={styles.wide}>
          <ManyOf
            label={t("measures")}
            options={measures}
            value={asked.measures}
            onChange={(chosen) => change({ measures: chosen.join(",") })}
          />
        </div>
      )}
    </search>
  );
}

const NONE: Option = { value: "", label: "–" };

function One(props: { label: string; options: Option[]; value: string; onChange: (value: string) => void }) {
  return (
    <Control label={props.label}>
      {({ id }) => (
        <Select id={id} value={props.value} onChange={(event) => props.onChange(event.target.value)}>
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Control label={label}>
      {({ id }) => <TextInput id={id} type="date" value={value} onChange={(event) => onChange(event.target.value)} />}
    </Control>
  );
}
