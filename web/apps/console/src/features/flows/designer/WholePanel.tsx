import type { Json, JsonObject } from "@bihuan/core";
import { pick, useTexts } from "@bihuan/i18n";
import { Button, Select, TextInput } from "@bihuan/ui";
import { ManyOf, TextField } from "../../../shared/admin/parts.tsx";
import { texts as shared } from "../../../shared/texts.ts";
import { freeId, without } from "../model/edit.ts";
import { type FlowBody, isObject, isPersonStep, named, nameOf, stagesOf } from "../model/flow.ts";
import { labelOf, namesIn } from "../model/words.ts";
import { texts } from "../texts.ts";
import { useForms } from "../useFlows.ts";
import styles from "./Designer.module.css";
import type { Around } from "./editing.ts";
import { Pick } from "./plainEditors.tsx";

// A word of the document; as a plain property it would look like a promise.
const THEN = "then";
const CATEGORIES = ["new", "active", "waiting", "resolved", "closed", "cancelled"] as const;

interface Props {
  around: Around;
  form: string;
  onForm: (form: string) => void;
}

/** What the flow says besides its steps: name, form, stages, who is in charge, withdrawing, reopening. */
export function WholePanel({ around, form, onForm }: Props) {
  const t = useTexts(texts);
  const forms = useForms();
  const { telling, onBody, roles } = around;
  const { body, language } = telling;
  const put = (patch: Record<string, Json | undefined>, touched?: string) =>
    onBody(without({ ...body, ...patch }) as FlowBody, touched);
  const options = (forms.data ?? []).map((one) => ({
    value: one.key,
    label: pick(one.label, language as "zh") || one.key,
  }));
  return (
    <section className={styles.panel} aria-label={t("flowSettings")}>
      <h2>{t("flowSettings")}</h2>
      <TextField
        label={t("flowName")}
        value={nameOf(body.label, language, body.key)}
        onChange={(text) => put({ label: named(body.label, language, text) }, "label")}
      />
      <Pick label={t("form")} value={form} options={options} onChange={onForm} />
      <Stages around={around} onPut={put} />
      <ManyOf label={t("leads")} options={roles} value={namesIn(body.leads)} onChange={(leads) => put({ leads })} />
      <ManyOf
        label={t("admins")}
        options={roles}
        value={namesIn(body.admins)}
        onChange={(admins) => put({ admins: admins.length ? admins : undefined })}
      />
      <Withdrawing around={around} onPut={put} />
      <p className={styles.quiet}>{t("keys")}</p>
    </section>
  );
}

interface PartProps {
  around: Around;
  onPut: (patch: Record<string, Json | undefined>, touched?: string) => void;
}

function Stages({ around, onPut }: PartProps) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const { body, language } = around.telling;
  const stages = stagesOf(body);
  const write = (at: number, patch: JsonObject | null, touched?: string) =>
    onPut({ stages: stages.flatMap((one, n) => (n === at ? (patch ? { ...one, ...patch } : []) : one)) }, touched);
  const add = () => {
    const key = freeId("stage", new Set(stages.map((one) => one.key)));
    onPut({ stages: [...stages, { key, label: named(undefined, language, t("addStage")), category: "active" }] });
  };
  return (
    <fieldset className={styles.group} aria-label={t("stages")}>
      <legend>{t("stages")}</legend>
      {stages.map((stage, at) => {
        const name = nameOf(stage.label, language, stage.key);
        return (
          <div key={stage.key} className={styles.row}>
            <TextInput
              aria-label={t("stageName")}
              maxLength={40}
              value={name}
              onChange={(event) =>
                write(at, { label: named(stage.label, language, event.target.value) }, `stage.${stage.key}`)
              }
            />
            <Select
              aria-label={t("category")}
              value={stage.category}
              onChange={(event) => write(at, { category: event.target.value })}
            >
              {CATEGORIES.map((one) => (
                <option key={one} value={one}>
                  {say(one)}
                </option>
              ))}
            </Select>
            <Button look="quiet" icon="close" label={t("dropStage", { name })} onClick={() => write(at, null)} />
          </div>
        );
      })}
      <div>
        <Button look="quiet" icon="plus" onClick={add}>
          {t("addStage")}
        </Button>
      </div>
    </fieldset>
  );
}

function Withdrawing({ around, onPut }: PartProps) {
  const t = useTexts(texts);
  const { telling } = around;
  const { body } = telling;
  const rule = isObject(body.withdraw) ? body.withdraw : {};
  const reopen = isObject(body.reopen) ? body.reopen : null;
  const steps = body.root.filter(isPersonStep).map((one) => ({ value: one.id, label: labelOf(one, telling) }));
  const until = ["first_act", "never"].map((one) => ({ value: one, label: t(`withdraw_${one}` as "withdraw_never") }));
  const then = ["cancel", "revise"].map((one) => ({ value: one, label: t(`withdraw_${one}` as "withdraw_cancel") }));
  return (
    <>
      <div className={styles.two}>
        <Pick
          label={t("withdrawUntil")}
          value={String(rule.until ?? "first_act")}
          options={until}
          onChange={(next) => onPut({ withdraw: { ...rule, until: next } })}
        />
        <Pick
          label={t("withdrawThen")}
          value={String(rule.then ?? "cancel")}
          options={then}
          onChange={(next) => onPut({ withdraw: { ...rule, [THEN]: next } })}
        />
      </div>
      <div className={styles.two}>
        <Pick
          label={t("reopenTo")}
          value={String(reopen?.to ?? "")}
          options={[{ value: "", label: t("noReopen") }, ...steps]}
          onChange={(to) => onPut({ reopen: to ? { days: 7, ...reopen, to } : undefined })}
        />
        {reopen && (
          <TextField
            label={t("reopenDays")}
            type="number"
            value={String(reopen.days ?? 7)}
            onChange={(days) => onPut({ reopen: { ...reopen, days: Math.max(0, Number(days) || 0) } }, "reopen.days")}
          />
        )}
      </div>
    </>
  );
}
