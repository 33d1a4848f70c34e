import { useTexts } from "@bihuan/i18n";
import { Button, Chip, Select, TextInput } from "@bihuan/ui";
import { LengthInput } from "../../shared/lengths/LengthInput.tsx";
import type { Rung } from "./body.ts";
import { type Moment, marking, momentOf, momentText, newRung } from "./ladder.ts";
import styles from "./Policies.module.css";
import { Told } from "./Told.tsx";
import { texts } from "./texts.ts";

interface Props {
  name: string;
  ladder: readonly Rung[];
  problemAt: (rung: number) => string | undefined;
  onChange: (ladder: readonly Rung[]) => void;
}

/** The rungs of one clock's ladder: when, who is told, how; rows have no name but their place. */
export function LadderEditor({ name, ladder, problemAt, onChange }: Props) {
  const t = useTexts(texts);
  return (
    <div className={styles.rows}>
      {ladder.map((rung, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing of their own but their place
        <fieldset key={place} className={styles.rung}>
          <legend className={styles.quiet}>{t("rung", { name, no: place + 1 })}</legend>
          <When rung={rung} onChange={(next) => onChange(ladder.map((one, at) => (at === place ? next : one)))} />
          <Whom rung={rung} onChange={(next) => onChange(ladder.map((one, at) => (at === place ? next : one)))} />
          <Button
            look="quiet"
            icon="close"
            label={t("dropRung", { name, no: place + 1 })}
            onClick={() => onChange(ladder.filter((_, at) => at !== place))}
          />
          {problemAt(place) && (
            <p role="alert" className={styles.fault}>
              {problemAt(place)}
            </p>
          )}
        </fieldset>
      ))}
      <div>
        <Button
          look="quiet"
          icon="plus"
          label={t("addRungTo", { name })}
          onClick={() => onChange([...ladder, newRung(ladder)])}
        >
          {t("addRung")}
        </Button>
      </div>
    </div>
  );
}

interface RungProps {
  rung: Rung;
  onChange: (rung: Rung) => void;
}

const STARTS: Record<Moment, string> = { share: "75", end: "", after: "30m", before: "30m" };

function When({ rung, onChange }: RungProps) {
  const t = useTexts(texts);
  const { moment, amount } = momentOf(rung.at);
  const put = (next: Moment, much: string) => onChange({ ...rung, at: momentText(next, much) });
  return (
    <span className={styles.head}>
      <Select
        aria-label={t("moment")}
        value={moment}
        onChange={(event) => put(event.target.value as Moment, STARTS[event.target.value as Moment])}
      >
        {(["share", "end", "after", "before"] as const).map((one) => (
          <option key={one} value={one}>
            {t(`moment_${one}`)}
          </option>
        ))}
      </Select>
      {moment === "share" && (
        <TextInput
          type="number"
          min={1}
          max={99}
          aria-label={t("percent")}
          value={amount}
          onChange={(event) => put("share", event.target.value)}
        />
      )}
      {(moment === "after" || moment === "before") && (
        <LengthInput key={moment} label={t("lengthOf")} written={amount} onChange={(length) => put(moment, length)} />
      )}
    </span>
  );
}

function Whom({ rung, onChange }: RungProps) {
  const t = useTexts(texts);
  const marked = marking(rung);
  return (
    <>
      <Told of={rung} onChange={onChange} />
      <Chip on={marked.on} onToggle={() => onChange(marked.toggled)}>
        {t("mark")}
      </Chip>
    </>
  );
}
