// When: deadlines of tasks, hand-overs, and what a wait waits for.
import type { Json, JsonObject } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, TextInput } from "@bihuan/ui";
import { ManyOf } from "../../../shared/admin/parts.tsx";
import { LengthInput } from "../../../shared/lengths/LengthInput.tsx";
import { replaced } from "../model/edit.ts";
import { earlierOf, isObject, listOf } from "../model/flow.ts";
import { labelOf, sayTold, word } from "../model/words.ts";
import { texts } from "../texts.ts";
import styles from "./Designer.module.css";
import { type EditorProps, fieldOptions, withChosen } from "./editing.ts";
import { Pick } from "./plainEditors.tsx";

const ACTS = ["remind", "escalate", "transfer", "pass", "return"];
const TOLD: readonly Json[] = ["assignee", "lead", { manager: 1 }, { manager: 2 }, "submitter"];

export function DeadlineEditor({ item, label, value, onChange, around }: EditorProps) {
  const t = useTexts(texts);
  const { say } = around.telling;
  const deadline = isObject(value) ? value : {};
  const rungs = listOf(deadline.rungs);
  const write = (next: readonly JsonObject[], touched?: string) =>
    onChange(next.length ? { ...deadline, rungs: [...next] } : undefined, touched);
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      {rungs.length > 0 && (
        <Pick
          label={say("hours")}
          value={deadline.hours === "wall" ? "wall" : "working"}
          options={["working", "wall"].map((one) => ({ value: one, label: word(say, `hours_${one}`) }))}
          onChange={(hours) => onChange({ ...deadline, hours })}
        />
      )}
      {rungs.map((rung, at) => (
        <RungEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: rungs are known by their place
          key={at}
          at={at}
          item={item}
          rung={rung}
          around={around}
          onChange={(next, touched) => write(replaced(rungs, at, next), touched)}
        />
      ))}
      <div>
        <Button look="quiet" icon="plus" onClick={() => write([...rungs, { after: "4h", do: "remind" }])}>
          {t("addRung")}
        </Button>
      </div>
    </fieldset>
  );
}

interface RungProps {
  at: number;
  item: EditorProps["item"];
  rung: JsonObject;
  around: EditorProps["around"];
  onChange: (rung: JsonObject | null, touched?: string) => void;
}

function RungEditor({ at, item, rung, around, onChange }: RungProps) {
  const t = useTexts(texts);
  const { telling } = around;
  const act = String(rung.do);
  const { to: _, target: __, ...bare } = rung;
  const earlier = earlierOf(telling.body, item.id).map((one) => ({ value: one.id, label: labelOf(one, telling) }));
  return (
    <div className={styles.way}>
      <div className={styles.two}>
        <div>
          <span className={styles.quiet}>{t("after")}</span>
          <LengthInput
            label={t("after")}
            written={String(rung.after ?? "")}
            onChange={(after) => onChange({ ...rung, after }, `${item.id}.rung${at}`)}
          />
        </div>
        <Pick
          label={t("rungDo")}
          value={act}
          options={ACTS.map((one) => ({ value: one, label: word(telling.say, `act_${one}`) }))}
          onChange={(next) => onChange({ ...bare, do: next })}
        />
      </div>
      {act === "return" && (
        <Pick
          label={telling.say("refused_return")}
          value={String(rung.target ?? "")}
          options={withChosen([{ value: "", label: t("choose") }, ...earlier], [String(rung.target ?? "")])}
          onChange={(target) => onChange(target ? { ...rung, target } : bare)}
        />
      )}
      {["remind", "escalate", "transfer"].includes(act) && <Told rung={rung} around={around} onChange={onChange} />}
      <div>
        <Button look="quiet" icon="close" onClick={() => onChange(null)}>
          {t("dropRung", { no: at + 1 })}
        </Button>
      </div>
    </div>
  );
}

function Told({ rung, around, onChange }: ToldProps) {
  const t = useTexts(texts);
  const written = rung.to === undefined ? [] : Array.isArray(rung.to) ? rung.to : [rung.to];
  const roles = around.roles.map((role): Json => ({ role: role.value }));
  const options = [...TOLD, ...roles, ...written].map((one) => ({
    value: JSON.stringify(one),
    label: sayTold(one, around.telling),
  }));
  const once = [...new Map(options.map((one) => [one.value, one])).values()];
  const { to: _, ...bare } = rung;
  return (
    <ManyOf
      label={t("rungTo")}
      options={once}
      value={written.map((one) => JSON.stringify(one))}
      onChange={(next) => onChange(next.length ? { ...rung, to: next.map((one) => JSON.parse(one) as Json) } : bare)}
    />
  );
}

interface ToldProps {
  rung: JsonObject;
  around: EditorProps["around"];
  onChange: (rung: JsonObject | null) => void;
}

export function HandOverEditor({ label, value, onChange, around: { telling } }: EditorProps) {
  const { say } = telling;
  const shown = isObject(value) ? "own" : value === "working" ? "working" : value ? "wall" : "";
  const options = ["", "wall", "working"].map((one) => ({
    value: one,
    label: word(say, `hand_over_${one || "none"}`),
  }));
  const all = shown === "own" ? [...options, { value: "own", label: JSON.stringify(value) }] : options;
  return (
    <Pick
      label={label}
      value={shown}
      options={all}
      onChange={(next) => next !== "own" && onChange(next || undefined)}
    />
  );
}

/** A date of the form, moved by a length of time. */
export function UntilEditor({ item, label, value, onChange, around }: EditorProps) {
  const t = useTexts(texts);
  const { say } = around.telling;
  const field = isObject(value) ? String(value.field ?? "") : String(value ?? "");
  const side = isObject(value) && value.minus !== undefined ? "minus" : "plus";
  const length = isObject(value) ? String(value[side] ?? "") : "";
  const dates = withChosen([{ value: "", label: say("event_none") }, ...fieldOptions(around.fields, "date")], [field]);
  const write = (way: string, moved: string) => onChange(moved ? { field, [way]: moved } : field, `${item.id}.until`);
  return (
    <>
      <Pick label={label} value={field} options={dates} onChange={(next) => onChange(next || undefined)} />
      {field && (
        <div className={styles.two}>
          <Pick
            label={t("shift")}
            value={side}
            options={["plus", "minus"].map((one) => ({ value: one, label: t(one as "plus") }))}
            onChange={(way) => write(way, length || "1h")}
          />
          <div>
            <span className={styles.quiet}>{t("howLong")}</span>
            <LengthInput label={t("howLong")} written={length} onChange={(moved) => write(side, moved)} />
          </div>
        </div>
      )}
    </>
  );
}

export function EventEditor({ item, label, value, onChange, around: { telling } }: EditorProps) {
  const { say } = telling;
  const shown = isObject(value) ? "signal" : String(value ?? "");
  const options = ["", "message", "child_closed", "signal"].map((one) => ({
    value: one,
    label: word(say, `event_${one || "none"}`),
  }));
  const key = isObject(value) ? String(value.signal ?? "") : "";
  return (
    <>
      <Pick
        label={label}
        value={shown}
        options={options}
        onChange={(next) => onChange(next === "signal" ? { signal: "ready" } : next || undefined)}
      />
      {shown === "signal" && (
        <TextInput
          aria-label={say("event_signal")}
          value={key}
          onChange={(event) => onChange({ signal: event.target.value }, `${item.id}.event`)}
        />
      )}
    </>
  );
}
