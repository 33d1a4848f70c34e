import { api, type TicketReview, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { useCommand, useMe, useUses } from "@bihuan/session";
import { Button, Control, Panel, Tag, TextArea } from "@bihuan/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog, OneOf, TextField } from "../../shared/admin/parts.tsx";
import { usePeople } from "../../shared/lookups.ts";
import { texts } from "./reviewTexts.ts";

type Written = NonNullable<TicketReview["review"]>;
type Measure = Written["measures"][number];

interface Draft {
  key: string;
  id?: string;
  text: string;
  person: string;
  day: string;
}

/** 复盘: what a closed ticket taught, and who does what about it until when. */
export function Review({ ticketKey }: { ticketKey: string }) {
  const t = useTexts(texts);
  const [writing, setWriting] = useState(false);
  const { data } = useReview(ticketKey);
  // Switched off, nothing new is written; measures are settled as before.
  const writes = useUses("reviews") && data?.writable;
  if (!data || (!data.review && !writes)) return null;
  return (
    <Panel
      title={t("title")}
      extra={
        writes && (
          <Button look="quiet" icon="pen" onClick={() => setWriting(true)}>
            {t(data.review ? "change" : "write")}
          </Button>
        )
      }
    >
      {data.review ? <Shown review={data.review} ticketKey={ticketKey} writable={data.writable} /> : <p>{t("none")}</p>}
      {writing && <ReviewForm ticketKey={ticketKey} review={data.review} onClose={() => setWriting(false)} />}
    </Panel>
  );
}

function Shown({ review, ticketKey, writable }: { review: Written; ticketKey: string; writable: boolean }) {
  const t = useTexts(texts);
  const format = useFormats();
  return (
    <div className={styles.form}>
      <p>
        <strong>{t("cause")}</strong> {review.cause}
      </p>
      {review.lesson && (
        <p>
          <strong>{t("lesson")}</strong> {review.lesson}
        </p>
      )}
      {review.measures.length > 0 && (
        <ul className={styles.list} aria-label={t("measures")}>
          {review.measures.map((measure) => (
            <MeasureLine key={measure.id} measure={measure} ticketKey={ticketKey} may={writable || measure.mine} />
          ))}
        </ul>
      )}
      <p className={styles.quiet}>{t("by", { name: review.by ?? "–", at: format.exact(review.at) })}</p>
    </div>
  );
}

function MeasureLine({ measure, ticketKey, may }: { measure: Measure; ticketKey: string; may: boolean }) {
  const t = useTexts(texts);
  const format = useFormats();
  const settle = useSettle(ticketKey);
  const done = measure.done_at !== null;
  const late = !done && measure.due < Date.now();
  return (
    <li>
      <span>{measure.text}</span>
      <span className={styles.quiet}>{t("until", { name: measure.name ?? "–", at: format.instant(measure.due) })}</span>
      <Tag tone={done ? "good" : late ? "danger" : "neutral"}>{t(done ? "done" : late ? "late" : "open")}</Tag>
      {may && (
        <Button look="quiet" busy={settle.isPending} onClick={() => settle.mutate({ id: measure.id, done: !done })}>
          {t(done ? "undo" : "settle")}
        </Button>
      )}
    </li>
  );
}

interface FormProps {
  ticketKey: string;
  review: Written | null;
  onClose: () => void;
}

function ReviewForm({ ticketKey, review, onClose }: FormProps) {
  const t = useTexts(texts);
  const [cause, setCause] = useState(review?.cause ?? "");
  const [lesson, setLesson] = useState(review?.lesson ?? "");
  const [drafts, setDrafts] = useState<readonly Draft[]>((review?.measures ?? []).map(draftOf));
  const save = useSave(ticketKey);
  const change = (key: string, part: Partial<Draft>) =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)));
  const submit = () =>
    save.mutate(
      { cause, lesson, measures: drafts.filter(({ text }) => text.trim()).map(measureOf) },
      { onSuccess: onClose },
    );
  return (
    <FormDialog title={t("title")} error={save.error} busy={save.isPending} onSubmit={submit} onClose={onClose}>
      <Area label={t("cause")} help={t("causeHint")} required value={cause} onChange={setCause} />
      <Area label={t("lesson")} help={t("lessonHint")} value={lesson} onChange={setLesson} />
      {drafts.map((draft) => (
        <MeasureFields key={draft.key} draft={draft} onChange={(part) => change(draft.key, part)} />
      ))}
      <span className={styles.actions}>
        <Button look="quiet" icon="plus" onClick={() => setDrafts([...drafts, blank()])}>
          {t("addMeasure")}
        </Button>
      </span>
    </FormDialog>
  );
}

function MeasureFields({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  const t = useTexts(texts);
  const me = useMe();
  const people = usePeople();
  const named = (people.data ?? []).map((person) => ({ value: person.id, label: person.name ?? person.id }));
  const options = named.some(({ value }) => value === me.id)
    ? named
    : [{ value: me.id, label: me.name ?? me.id }, ...named];
  return (
    <div className={styles.pair}>
      <TextField
        label={t("measure")}
        help={t("measureHint")}
        value={draft.text}
        onChange={(text) => onChange({ text })}
      />
      <OneOf
        label={t("person")}
        options={options}
        required
        value={draft.person}
        onChange={(person) => onChange({ person })}
      />
      <TextField label={t("due")} type="date" required value={draft.day} onChange={(day) => onChange({ day })} />
    </div>
  );
}

interface AreaProps {
  label: string;
  help: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
}

function Area({ label, help, value, onChange, required }: AreaProps) {
  return (
    <Control label={label} help={help} required={required}>
      {({ id, describedBy }) => (
        <TextArea
          id={id}
          aria-describedby={describedBy}
          rows={3}
          required={required}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

function blank(): Draft {
  return { key: crypto.randomUUID(), text: "", person: "", day: "" };
}

function draftOf({ id, text, person, due }: Measure): Draft {
  const at = new Date(due);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
  return { key: id, id, text, person, day };
}

/** Until the end of that day, where whoever writes is. */
function measureOf({ id, text, person, day }: Draft) {
  return { ...(id ? { id } : {}), text, person, due: new Date(`${day}T23:59:59`).getTime() };
}

function useReview(key: string) {
  return useQuery({
    queryKey: ["trace", key, "review"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/review", { params: { path: { key } } })),
    retry: false,
  });
}

function useAnswered(key: string) {
  const client = useQueryClient();
  return (data: TicketReview) => {
    client.setQueryData(["trace", key, "review"], data);
    return client.invalidateQueries({ queryKey: ["trace", key, "page"] });
  };
}

function useSave(key: string) {
  const onSuccess = useAnswered(key);
  return useCommand({
    mutationFn: (body: { cause: string; lesson: string; measures: ReturnType<typeof measureOf>[] }) =>
      unwrap(api.PUT("/api/v1/tickets/{key}/review", { params: { path: { key } }, body })),
    onSuccess,
  });
}

function useSettle(key: string) {
  const onSuccess = useAnswered(key);
  return useCommand({
    mutationFn: ({ id, done }: { id: string; done: boolean }) =>
      unwrap(
        api.PUT("/api/v1/tickets/{key}/review/measures/{measure}", {
          params: { path: { key, measure: id } },
          body: { done },
        }),
      ),
    onSuccess,
  });
}
