import type { Ticket, Trace } from "@bihuan/api";
import type { FieldDefinition, Json } from "@bihuan/core";
import { tellChanges } from "@bihuan/core";
import { StoredFiles, useSpeech } from "@bihuan/forms";
import { pick, type Translate, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { readDrawing, Signature, Tag } from "@bihuan/ui";
import { CheckedIn } from "../../shared/events/CheckedIn.tsx";
import { words } from "../../shared/events/words.ts";
import { useForm } from "../../shared/forms.tsx";
import { usePersonName, useTicketTypes } from "../../shared/lookups.ts";
import type { Change, Deed, Place, Station, Told } from "./stations.ts";
import { filesOf } from "./stations.ts";
import styles from "./Trace.module.css";
import { texts } from "./texts.ts";
import { fieldOf, isFiles, valueWords } from "./values.ts";
import { WhyHim } from "./WhyHim.tsx";

interface Props {
  station: Station;
  trace: Trace;
  ticket: Ticket;
}

/** One station: when, who, what was done and said, what changed, with what it proves. */
export function StationLine({ station, trace, ticket }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const stage = station.stage && pick(trace.stages[station.stage] ?? {}, language);
  const decided = station.deeds.some(({ type }) => type === "DispatchDecided");
  return (
    <li className={styles.station} data-kind={station.kind}>
      <header className={styles.when}>
        <time dateTime={new Date(station.at).toISOString()}>{format.exact(station.at)}</time>
        {stage && (
          <Tag tone="accent" dot>
            {stage}
          </Tag>
        )}
      </header>
      {station.received !== null && (
        <p className={styles.quiet}>{t("received", { at: format.exact(station.received) })}</p>
      )}
      <Deeds station={station} trace={trace} />
      {station.told.length > 0 && <ToldPeople told={station.told} />}
      {station.said.map((text) => (
        <p key={text} className={styles.said}>
          {text}
        </p>
      ))}
      <Changes changes={station.changes} trace={trace} ticket={ticket} />
      {station.files.length > 0 && <StoredFiles ids={station.files} />}
      <Signed value={station.signature} />
      {station.origin.length > 0 && <p className={styles.quiet}>{t("origin", { from: station.origin.join(" · ") })}</p>}
      <CheckedIn value={station.checkIn} />
      {station.place && <Where place={station.place} />}
      {decided && <WhyHim ticketKey={ticket.number} />}
      {station.erased && <p className={styles.quiet}>{t("erased")}</p>}
      {station.proof.from > 0 && <Proof station={station} />}
    </li>
  );
}

function Deeds({ station, trace }: { station: Station; trace: Trace }) {
  const name = useName(trace);
  const t = useTexts(texts);
  const say = useTexts(words) as Translate<Record<string, string>>;
  if (!station.deeds.length) return null;
  const by = (station.by && name(station.by)) || t("platform");
  return (
    <p className={styles.deeds}>
      <strong>{by}</strong>{" "}
      {station.deeds.map((deed, index) => (
        <span key={deed.no}>
          {index > 0 && t("and")}
          {sayDeed(say, deed, deed.person ? (name(deed.person) ?? t("somebody")) : "")}
          {deed.formal && ` ${t("inPlaceOf", { name: name(deed.formal) ?? t("somebody") })}`}
        </span>
      ))}
    </p>
  );
}

function sayDeed(say: Translate<Record<string, string>>, deed: Deed, who: string): string {
  const known = deed.type in words.zh ? deed.type : "Other";
  // Who does it stands in front: then it is not said once more.
  return (say as (key: string, parameters: Record<string, string>) => string)(known, { who }).trim();
}

function useName(trace: Trace): (id: string) => string | null {
  const nameOf = usePersonName();
  return (id) => trace.people[id] || nameOf(id);
}

/** Who was told, how, and whether it arrived. */
function ToldPeople({ told }: { told: readonly Told[] }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  return (
    <ul className={styles.told}>
      {told.map((one) => (
        <li key={one.id}>
          {t("told", { name: one.name ?? one.group ?? t("somebody") })} <span>{pick(one.label, language)}</span>
          {one.deliveries.map((delivery) => (
            <Tag key={delivery.channel} tone={delivery.delivered ? "good" : "neutral"}>
              {delivery.channel} {t(delivery.delivered ? "delivered" : "undelivered")}
            </Tag>
          ))}
          {one.read_at !== null && (
            <span className={styles.quiet}>{t("read", { at: format.instant(one.read_at) })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Changes({ changes, trace, ticket }: { changes: readonly Change[]; trace: Trace; ticket: Ticket }) {
  const language = useLanguage();
  const types = useTicketTypes();
  const formKey = types.data?.find((type) => type.key === ticket.type)?.form;
  const { form } = useForm(changes.length ? formKey : undefined, Number(ticket.form_version) || undefined);
  if (!changes.length) return null;
  return (
    <dl className={styles.changes}>
      {changes.map(({ field, before, after }) => {
        const known = fieldOf(form, field);
        const label = trace.fields[field] ?? known?.label;
        return (
          <div key={field}>
            <dt>{label ? pick(label, language) : field}</dt>
            <Changed field={known} before={before} after={after} />
          </div>
        );
      })}
    </dl>
  );
}

/** What a field was and what it became; of rows and items only those that changed. */
function Changed({ field, before, after }: { field: FieldDefinition | undefined; before: unknown; after: unknown }) {
  const language = useLanguage();
  const { speech } = useSpeech(useMe().tenant.zone);
  if (isFiles(field))
    return (
      <dd>
        <StoredFiles ids={filesOf(after)} />
      </dd>
    );
  const plain = (value: unknown) => valueWords(value, undefined, (label) => pick(label, language));
  const told = field
    ? tellChanges(field, before as Json, after as Json, speech)
    : [{ label: "", before: before === null ? "" : plain(before), after: plain(after) }];
  return told.map((one) => (
    <dd key={one.label}>
      {one.label && `${one.label} `}
      {one.before && <del>{one.before}</del>}
      <ins>{one.after || "–"}</ins>
    </dd>
  ));
}

/** What was signed, as it was written. */
function Signed({ value }: { value: string | null }) {
  const t = useTexts(texts);
  const drawing = value === null ? null : readDrawing(value);
  if (value === null) return null;
  if (!drawing) return <StoredFiles ids={[value]} />;
  return (
    <div className={styles.signed}>
      <Signature drawing={drawing} label={t("signature")} />
    </div>
  );
}

function Where({ place }: { place: Place }) {
  const t = useTexts(texts);
  const at = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return (
    <p className={styles.quiet}>
      {place.accuracy === null
        ? t("place", { at })
        : t("placeWithin", { at, metres: String(Math.round(place.accuracy)) })}
    </p>
  );
}

/** Where it stands in the record that only grows. */
function Proof({ station: { proof } }: { station: Station }) {
  const t = useTexts(texts);
  const numbers = proof.from === proof.to ? String(proof.from) : `${proof.from}–${proof.to}`;
  return (
    <p className={styles.proof}>
      {proof.leaf === null ? t("entry", { numbers }) : t("entryWithLeaf", { numbers, leaf: String(proof.leaf) })}
    </p>
  );
}
