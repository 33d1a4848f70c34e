import type { NewTicket, TicketType } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { FormFields, type FormState, useFormState } from "@bihuan/forms";
import { pick, type Translate, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Notice, Panel, TextArea, TextInput } from "@bihuan/ui";
import { useMemo, useState } from "react";
import { FilePicker, type FilesChange, FileThumb } from "../../shared/FilePicker.tsx";
import { Facts } from "../../shared/parts.tsx";
import { findPlace, mayFindPlace } from "../../shared/place.ts";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import { texts as shared } from "../../shared/texts.ts";
import { useFirstRights } from "../../shared/useFirstRights.ts";
import { DeviceCode, type FoundDevice, type FoundPlace, sayPlace } from "./DeviceCode.tsx";
import styles from "./ReportPage.module.css";
import { texts } from "./texts.ts";
import { useChannel } from "./useReport.ts";

interface Props {
  type: TicketType;
  form: FormDefinition;
  onBack: () => void;
  onMade: (id: string) => void;
}

export interface Draft {
  title: string;
  description: string;
  files: string[];
  code: string;
  device: FoundDevice | null;
  place: FoundPlace | null;
}

const BLANK: Draft = { title: "", description: "", files: [], code: "", device: null, place: null };

/** Steps two and three: photo and words with what the type demands, then one look before it goes. */
export function Writing({ type, form, onBack, onMade }: Props) {
  const me = useMe();
  const t = useTexts(texts);
  const channel = useChannel();
  const [draft, setDraft] = useState<Draft>(BLANK);
  const [reviewing, setReviewing] = useState(false);
  const related = useMemo(
    () => ({ priority: type.default_priority, source_channel: channel }),
    [type.default_priority, channel],
  );
  const state = useFormState({ form, related, rights: useFirstRights(type.flow), zone: me.tenant.zone });
  const kept = useKept();
  const submit = async () => {
    const place = (await mayFindPlace()) ? await findPlace() : null;
    const body = reportOf(type, draft, state, { channel, geo: place, room: roomLine(draft, t) });
    const id = await kept(outbox.add({ owner: me.id, label: draft.title, work: { kind: "report", body } }));
    if (id) onMade(id);
  };
  if (reviewing) {
    return <Review {...{ type, draft, state }} onBack={() => setReviewing(false)} onSubmit={submit} />;
  }
  return (
    <Words
      {...{ draft, state, onBack }}
      onChange={(next) => setDraft((before) => ({ ...before, ...next }))}
      onFiles={(change) => setDraft((before) => ({ ...before, files: change(before.files) }))}
      onNext={() => setReviewing(true)}
    />
  );
}

function reportOf(
  type: TicketType,
  draft: Draft,
  state: FormState,
  { channel, geo, room }: { channel: string; geo: NewTicket["geo"] | null; room: string },
): NewTicket {
  const { title, description, files, device, place } = draft;
  // A code that could not be looked up (no network, a typing slip) is for the person who reads the report.
  const unknown = draft.code && !device ? draft.code : "";
  const at = place ? { customer: place.customer, site: place.site } : {};
  const known = device ? { device: device.id, customer: device.customer, site: device.site } : at;
  return {
    type: type.key,
    title: title.trim(),
    description: [description.trim(), room, unknown].filter(Boolean).join("\n"),
    files,
    data: { ...state.changes },
    source: { channel },
    ...known,
    ...(geo ? { geo } : {}),
  };
}

/** The site is a field of the ticket; the room is for whoever goes there to read. */
function roomLine({ place }: Draft, t: Translate<(typeof texts)["zh"]>): string {
  return place?.room ? t("place", { place: sayPlace(place) }) : "";
}

interface WordsProps {
  draft: Draft;
  state: FormState;
  onChange: (next: Partial<Draft>) => void;
  onFiles: (change: FilesChange) => void;
  onBack: () => void;
  onNext: () => void;
}

function Words({ draft, state, onChange, onFiles, onBack, onNext }: WordsProps) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const [checked, setChecked] = useState(false);
  const next = () => {
    setChecked(true);
    if (state.check() && draft.title.trim()) onNext();
  };
  return (
    <Panel title={t("step", { step: 2 })}>
      <div className={styles.stack}>
        <Control label={t("what")} required problem={checked && !draft.title.trim() ? t("needed") : undefined}>
          {({ id }) => (
            <TextInput
              id={id}
              maxLength={200}
              placeholder={t("whatHint")}
              value={draft.title}
              onChange={(event) => onChange({ title: event.target.value })}
            />
          )}
        </Control>
        <Control label={t("photos")} group>
          {() => <FilePicker label={say("addFiles")} files={draft.files} onChange={onFiles} />}
        </Control>
        <DeviceCode
          code={draft.code}
          place={draft.place}
          onChange={(code, device) => onChange({ code, device })}
          onPlace={(place) => onChange({ place })}
        />
        <FormFields state={state} only={(key) => state.evaluation.required.has(key)} />
        <Control label={t("more")}>
          {({ id }) => (
            <TextArea
              id={id}
              value={draft.description}
              onChange={(event) => onChange({ description: event.target.value })}
            />
          )}
        </Control>
        {checked && state.evaluation.errors.length > 0 && <Notice>{t("check")}</Notice>}
        <div className={styles.ends}>
          <Button look="quiet" onClick={onBack}>
            {t("before")}
          </Button>
          <Button look="primary" onClick={next}>
            {t("next")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

interface ReviewProps {
  type: TicketType;
  draft: Draft;
  state: FormState;
  onBack: () => void;
  onSubmit: () => Promise<void>;
}

function Review({ type, draft, state, onBack, onSubmit }: ReviewProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    await onSubmit();
    setBusy(false);
  };
  const filled = Object.keys(state.changes).map(
    (key) => [pick(state.form.fields.get(key)?.label, language), sayValue(state, key, language)] as const,
  );
  return (
    <Panel title={t("step", { step: 3 })}>
      <div className={styles.stack}>
        <Facts
          facts={[
            [t("type"), pick(type.label, language)],
            [t("title"), draft.title],
            [t("code"), draft.device?.name || draft.code],
            [t("where"), draft.place && sayPlace(draft.place)],
            [t("more"), draft.description],
            ...filled,
          ]}
        />
        <div className={styles.thumbs}>
          {draft.files.map((file) => (
            <FileThumb key={file} id={file} />
          ))}
        </div>
        <div className={styles.ends}>
          <Button look="quiet" onClick={onBack}>
            {t("before")}
          </Button>
          <Button look="primary" busy={busy} onClick={submit}>
            {t("submit")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function sayValue(state: FormState, key: string, language: "zh" | "en"): string {
  const value = state.changes[key];
  const words = (Array.isArray(value) ? value : [value]).map((item) => {
    const option = state.form.fields.get(key)?.options.find((each) => each.value === item);
    return option ? pick(option.label, language) : String(item ?? "");
  });
  return words.join(" · ");
}
