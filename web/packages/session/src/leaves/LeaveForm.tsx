import { api, unwrap } from "@bihuan/api";
import { isoDay } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Dialog, Notice, Select, showToast, TextArea, TextInput } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useMe } from "../session.ts";
import { useSayProblem } from "../words.ts";
import styles from "./Leaves.module.css";
import { type Draft, KINDS, spanOf } from "./leave.ts";
import { texts } from "./texts.ts";
import { useEnterLeave, useLeaveRights } from "./useLeaves.ts";

const MOST_NOTE = 500;

/** From which day to which, why, and who stands in meanwhile. */
export function LeaveForm({ user, onClose }: { user: string; onClose: () => void }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const zone = useMe().tenant.zone;
  const { appoint } = useLeaveRights(user);
  const entered = useEnterLeave(user);
  const [asked, setAsked] = useState(false);
  const [draft, setDraft] = useState<Draft>(() => {
    const today = isoDay(Date.now(), zone);
    return { from: today, until: today, begins: "", ends: "", kind: "annual", note: "", deputy: "" };
  });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    const span = spanOf(draft, zone);
    if (!span) return;
    const { kind, note, deputy } = draft;
    entered.mutate({ ...span, kind, note: note.trim(), deputy }, { onSuccess: () => done() });
  };
  const done = () => {
    showToast(t("saved"));
    onClose();
  };
  return (
    <Dialog title={t("enter")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        {entered.error && <Notice>{say(entered.error)}</Notice>}
        <KindField draft={draft} onChange={change} />
        <Days draft={draft} onChange={change} problem={asked ? faultOf(draft, zone) : null} />
        {appoint && <DeputyField user={user} draft={draft} onChange={change} />}
        <Control label={t("note")} help={t("noteHelp")}>
          {({ id, describedBy }) => (
            <TextArea
              id={id}
              aria-describedby={describedBy}
              rows={2}
              maxLength={MOST_NOTE}
              value={draft.note}
              onChange={(event) => change({ note: event.target.value })}
            />
          )}
        </Control>
        <div className={styles.ends}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={entered.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Fault = "noFrom" | "noUntil" | "wrongOrder" | null;

function faultOf(draft: Draft, zone: string): Fault {
  if (!draft.from) return "noFrom";
  if (!draft.until) return "noUntil";
  return spanOf(draft, zone) ? null : "wrongOrder";
}

interface FieldProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

function KindField({ draft, onChange }: FieldProps) {
  const t = useTexts(texts);
  return (
    <Control label={t("kind")} required>
      {({ id }) => (
        <Select id={id} value={draft.kind} onChange={(event) => onChange({ kind: event.target.value })}>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(kind)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

function Days({ draft, onChange, problem }: FieldProps & { problem: Fault }) {
  const t = useTexts(texts);
  const noDay = (fault: Fault) => (problem === fault ? t("noDay") : undefined);
  const untilSays = problem === "wrongOrder" ? t("wrongOrder") : noDay("noUntil");
  return (
    <div className={styles.days}>
      <When
        label={t("from")}
        type="date"
        required
        problem={noDay("noFrom")}
        value={draft.from}
        onChange={(from) => onChange({ from })}
      />
      <When
        label={t("begins")}
        type="time"
        help={t("beginsHelp")}
        value={draft.begins}
        onChange={(begins) => onChange({ begins })}
      />
      <When
        label={t("until")}
        type="date"
        required
        problem={untilSays}
        value={draft.until}
        onChange={(until) => onChange({ until })}
      />
      <When
        label={t("ends")}
        type="time"
        help={t("endsHelp")}
        value={draft.ends}
        onChange={(ends) => onChange({ ends })}
      />
    </div>
  );
}

interface WhenProps {
  label: string;
  type: "date" | "time";
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  help?: string;
  problem?: string | undefined;
}

function When({ label, type, value, onChange, required, help, problem }: WhenProps) {
  return (
    <Control label={label} help={help} required={required} problem={problem}>
      {({ id, describedBy, invalid }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          type={type}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

function DeputyField({ user, draft, onChange }: FieldProps & { user: string }) {
  const t = useTexts(texts);
  const own = useMe().id === user;
  const people = useQuery({
    queryKey: ["people", "standing-in"],
    queryFn: async () => (await unwrap(api.GET("/api/v1/users", { params: { query: { limit: 200 } } }))).items,
  });
  const others = (people.data ?? []).filter((one) => one.state === "active" && !one.customer && one.id !== user);
  return (
    <Control label={t("deputy")} help={t(own ? "deputyHelp" : "deputyOfHelp")}>
      {({ id, describedBy }) => (
        <Select
          id={id}
          aria-describedby={describedBy}
          value={draft.deputy}
          onChange={(event) => onChange({ deputy: event.target.value })}
        >
          <option value="">{t("nobody")}</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}
