import type { PersonAway } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Panel, Skeleton, State, Tag } from "@bihuan/ui";
import { useSearchParams } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head, OneOf } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { usePeople, usePersonName } from "../../shared/lookups.ts";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./HandOver.module.css";
import { texts } from "./texts.ts";
import { usePeopleAway } from "./useHandOver.ts";
import { Work } from "./Work.tsx";

const MYSELF = "me";

/** Whose work is whose: of those who are away, of anybody, and one's own. */
export default function HandOverPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const me = useMe();
  const gives = may(me, "assign", "ticket");
  const [asked, ask] = useSearchParams();
  const away = usePeopleAway(gives);
  const person = asked.get("person") ?? (gives ? "" : MYSELF);
  const choose = (next: string) => ask(next ? { person: next } : {});
  const why = away.data?.find((one) => one.person === person)?.why ?? null;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      {gives && (
        <Panel title={t("away")}>
          {away.isPending && <Skeleton lines={3} />}
          {away.isError && !away.data && <Failure error={away.error} onRetry={() => away.refetch()} />}
          {away.data?.length === 0 && <State icon="check" title={t("nobodyAway")} hint={t("nobodyAwayHint")} />}
          <ul className={styles.list} aria-label={t("away")}>
            {away.data?.map((one) => (
              <Absentee key={one.person} person={one} onLook={() => choose(one.person)} />
            ))}
          </ul>
        </Panel>
      )}
      {gives && <Anybody person={person} onChoose={choose} />}
      {person && <Work key={person} person={person} own={person === MYSELF || person === me.id} why={why} />}
    </div>
  );
}

function Absentee({ person, onLook }: { person: PersonAway; onLook: () => void }) {
  const t = useTexts(texts);
  const format = useFormats();
  const nameOf = usePersonName();
  return (
    <li>
      <strong>{person.name ?? nameOf(person.person)}</strong>
      <Tag tone={person.why === "left" ? "warn" : "neutral"}>{t(`why_${person.why}`)}</Tag>
      {person.deputies.length > 0 && (
        <span className={styles.quiet}>{t("standingIn", { names: person.deputies.join("、") })}</span>
      )}
      <span className={styles.quiet}>
        {t("count", { count: person.tasks })} · {t("oldest", { time: format.instant(person.oldest) })}
      </span>
      <Button onClick={onLook}>{t("look")}</Button>
    </li>
  );
}

/** Somebody who is still here and will go. */
function Anybody({ person, onChoose }: { person: string; onChoose: (person: string) => void }) {
  const t = useTexts(texts);
  const me = useMe();
  const people = usePeople().data?.filter((one) => !one.customer && one.id !== me.id) ?? [];
  const options = people.map((one) => ({ value: one.id, label: one.name ?? one.login ?? one.id }));
  return (
    <div className={own.other}>
      <OneOf
        label={t("other")}
        options={[{ value: MYSELF, label: t("mine") }, ...options]}
        value={person === me.id ? MYSELF : person}
        onChange={onChoose}
      />
    </div>
  );
}
