import { api, type OwnTask, type OwnTicket, unwrap } from "@bihuan/api";
import { type FieldRight, type FormDefinition, type JsonObject, readForm } from "@bihuan/core";
import { FormFields, RELATIONS, useFormState } from "@bihuan/forms";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, drawingText, Notice, Panel, SignaturePad, TextArea } from "@bihuan/ui";
import { useMemo, useState } from "react";
import { Refused } from "../../shared/Frame.tsx";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

type Offer = OwnTask["actions"][number] & {
  key: string;
  label: Record<string, string>;
  form: Record<string, FieldRight>;
};

interface Props {
  ticket: OwnTicket;
  onChange: (ticket: OwnTicket) => void;
  /** What waits for the customer, or what he may do with the ticket as a whole: withdraw it, open it again. */
  own?: boolean;
}

/** What the customer may do: accept with a signature or reject with a reason, rate, withdraw. */
export function Waiting({ ticket, onChange, own = false }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const formats = useFormats();
  const [chosen, choose] = useState<{ task: string | null; offer: Offer } | null>(null);
  const form = useMemo(() => readForm(ticket.form as JsonObject, RELATIONS), [ticket.form]);
  const buttons = (task: string | null, offers: readonly Offer[]) => (
    <div className={styles.buttons}>
      {offers.map((offer, place) => (
        <Button
          key={offer.key}
          look={task && place === 0 ? "primary" : "plain"}
          onClick={() => choose({ task, offer })}
        >
          {pick(offer.label, language)}
        </Button>
      ))}
    </div>
  );
  if (chosen)
    return (
      <Doing
        key={`${chosen.task}${chosen.offer.key}`}
        {...{ ticket, form, ...chosen }}
        onDone={(next) => {
          choose(null);
          if (next) onChange(next);
        }}
      />
    );
  return (
    <>
      {(own ? [] : ticket.tasks).map((task) => (
        <Panel key={task.id} title={`${t("waits")}: ${pick(task.label, language)}`}>
          {buttons(task.id, task.actions as Offer[])}
          {task.closes_at && <p className={styles.quiet}>{t("closesAt", { at: formats.instant(task.closes_at) })}</p>}
        </Panel>
      ))}
      {own && buttons(null, ticket.actions as Offer[])}
    </>
  );
}

interface DoingProps {
  ticket: OwnTicket;
  form: FormDefinition;
  task: string | null;
  offer: Offer;
  onDone: (next: OwnTicket | null) => void;
}

/** One action with all that it asks for: fields, words, a signature. */
function Doing({ ticket, form, task, offer, onDone }: DoingProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const asks = (key: string) => ["edit", "required"].includes(offer.form[key] ?? offer.form["*"] ?? "hidden");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const state = useFormState({ form, stored: ticket.data as JsonObject, rights: offer.form, zone });
  const [comment, setComment] = useState("");
  const [signature, sign] = useState<string | null>(null);
  const [checked, setChecked] = useState(false);
  const sending = useSending(task, offer.key, onDone);
  const needsWords = offer.comment === "required" || task === null;
  const unsigned = offer.signature === "required" && !signature;
  const missing = state.evaluation.errors.length > 0 || unsigned || (needsWords && !comment.trim());
  const submit = () => {
    setChecked(true);
    if (state.check() && !missing) sending.send({ comment, signature, data: { ...state.changes } });
  };
  return (
    <Panel title={pick(offer.label, language)}>
      <div className={styles.doing}>
        <FormFields state={state} only={asks} />
        {(needsWords || offer.comment !== "none") && (
          <Control
            label={t(task === null ? "reason" : "comment")}
            required={needsWords}
            problem={checked && needsWords && !comment.trim() ? t("commentNeeded") : undefined}
          >
            {({ id }) => <TextArea id={id} value={comment} onChange={(event) => setComment(event.target.value)} />}
          </Control>
        )}
        {offer.signature !== "none" && (
          <Control label={t("sign")} required group problem={checked && unsigned ? t("signNeeded") : undefined}>
            {() => (
              <SignaturePad
                label={t("sign")}
                hint={t("signHere")}
                undoLabel={t("undo")}
                clearLabel={t("clear")}
                onChange={(drawing) => sign(drawing && drawingText(drawing))}
              />
            )}
          </Control>
        )}
        {checked && missing && <Notice>{t("check")}</Notice>}
        <Refused error={sending.error} />
        <div className={styles.buttons}>
          <Button onClick={() => onDone(null)}>{t("cancel")}</Button>
          <Button look="primary" busy={sending.busy || state.arriving} onClick={submit}>
            {t("sure")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

interface Given {
  comment: string;
  signature: string | null;
  data: Record<string, unknown>;
}

function useSending(task: string | null, action: string, onDone: (next: OwnTicket) => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const send = async (given: Given) => {
    setBusy(true);
    setError(null);
    try {
      const body = { task, files: [], ...given };
      const params = { path: { action } };
      onDone(await unwrap(api.POST("/api/v1/portal/ticket/actions/{action}", { params, body })));
    } catch (fault) {
      setError(fault as Error);
      setBusy(false);
    }
  };
  return { busy, error, send };
}
