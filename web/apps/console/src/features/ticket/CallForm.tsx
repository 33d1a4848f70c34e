import type { CallInput } from "@bihuan/api";
import { refusedFields } from "@bihuan/api";
import { instantOf, wallOf } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Select, showToast, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { callTexts } from "./callwords.ts";
import styles from "./TicketPage.module.css";
import { useLogCall } from "./useTicket.ts";

const DIRECTIONS = ["out", "in"] as const;
const OUTCOMES = ["reached", "no_answer", "busy", "voicemail"] as const;

type Set = (next: Partial<CallInput>) => void;

/** A phone call with the customer, as it is noted afterwards. */
export function CallForm({ pageKey, onDone }: { pageKey: string; onDone: () => void }) {
  const t = useTexts(callTexts);
  const log = useLogCall(pageKey);
  const [call, setCall] = useState<CallInput>(() => ({ direction: "out", outcome: "reached", at: Date.now() }));
  const set: Set = (next) => setCall((before) => ({ ...before, ...next }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    log.mutate(call, {
      onSuccess: () => {
        showToast(t("logged"));
        onDone();
      },
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Fields call={call} set={set} faults={refusedFields(log.error)} />
      <ActionFault error={log.error} />
      <div className={styles.noteEnd}>
        <label className={styles.tick}>
          <input
            type="checkbox"
            checked={call.public ?? false}
            onChange={(event) => set({ public: event.target.checked })}
          />
          {t("public")}
        </label>
        <Button type="submit" look="primary" busy={log.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function Fields({ call, set, faults }: { call: CallInput; set: Set; faults: Record<string, string> }) {
  const t = useTexts(callTexts);
  const isReached = call.outcome === "reached";
  return (
    <>
      <Choice
        label={t("direction")}
        options={DIRECTIONS}
        value={call.direction}
        say={t}
        onChange={(direction) => set({ direction })}
      />
      <Choice
        label={t("outcome")}
        options={OUTCOMES}
        value={call.outcome}
        say={t}
        onChange={(outcome) => set({ outcome })}
      />
      <When at={call.at ?? 0} set={set} fault={faults.at} />
      <Control label={t("whom")} help={t("whomHint")} problem={faults.name}>
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            maxLength={100}
            value={call.name ?? ""}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Control>
      <Control label={t("said")} required={isReached} problem={faults.text}>
        {({ id, describedBy }) => (
          <TextArea
            id={id}
            aria-describedby={describedBy}
            required={isReached}
            value={call.text ?? ""}
            onChange={(event) => set({ text: event.target.value })}
          />
        )}
      </Control>
    </>
  );
}

/** When it was, by the wall clock of the company. */
function When({ at, set, fault }: { at: number; set: Set; fault: string | undefined }) {
  const t = useTexts(callTexts);
  const zone = useMe().tenant.zone;
  const take = (text: string) => text && set({ at: instantOf(Date.parse(`${text}Z`), zone) });
  return (
    <Control label={t("when")} required problem={fault}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          type="datetime-local"
          required
          value={new Date(wallOf(at, zone)).toISOString().slice(0, 16)}
          onChange={(event) => take(event.target.value)}
        />
      )}
    </Control>
  );
}

function Choice<Value extends string>(props: {
  label: string;
  options: readonly Value[];
  value: Value;
  say: (key: Value) => string;
  onChange: (value: Value) => void;
}) {
  const { label, options, value, say, onChange } = props;
  return (
    <Control label={label} required>
      {({ id }) => (
        <Select id={id} value={value} onChange={(event) => onChange(event.target.value as Value)}>
          {options.map((option) => (
            <option key={option} value={option}>
              {say(option)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}
