import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Leaves, leaveTexts } from "@bihuan/session/leaves";
import { Dialog, Tag } from "@bihuan/ui";
import { useState } from "react";
import { dayIn } from "./days.ts";
import styles from "./Roster.module.css";
import { texts } from "./texts.ts";
import type { RosterBody, RosterPerson } from "./useRoster.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

interface Props {
  days: string[];
  zone: string;
  body: RosterBody;
  people: RosterPerson[];
  names: Record<string, string>;
  /** Days on which people are missing. */
  missing: ReadonlySet<string>;
}

/** People by days. */
export function Week({ days, zone, body, people, names, missing }: Props) {
  const t = useTexts(texts);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={styles.scroll} aria-label={t("title")} tabIndex={0}>
      <table className={styles.grid}>
        <thead>
          <tr>
            <th scope="col">{t("person")}</th>
            {days.map((day, at) => (
              <th key={day} scope="col" data-gap={missing.has(day)}>
                {t(WEEKDAYS[at] ?? "mon")} {day.slice(5)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((one) => (
            <tr key={one.person}>
              <th scope="row">
                <Person user={one.person} name={names[one.person] || "–"} />
              </th>
              {days.map((day) => (
                <td key={day}>
                  <Day day={day} zone={zone} person={one} body={body} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Who it is; for whoever plans his duty, the way to his leave. */
function Person({ user, name }: { user: string; name: string }) {
  const t = useTexts(leaveTexts);
  const plans = may(useMe(), "plan", "roster");
  const [opened, setOpened] = useState(false);
  if (!plans) return name;
  return (
    <>
      <button type="button" className={styles.person} title={t("of", { name })} onClick={() => setOpened(true)}>
        {name}
      </button>
      {opened && (
        <Dialog title={t("of", { name })} closeLabel={t("close")} onClose={() => setOpened(false)}>
          <Leaves user={user} />
        </Dialog>
      )}
    </>
  );
}

function Day({ day, zone, person, body }: { day: string; zone: string; person: RosterPerson; body: RosterBody }) {
  const t = useTexts(texts);
  const name = useShiftNames(body);
  const here = person.duty.filter((one) => dayIn(zone, one.start) === day);
  const kinds = new Map(here.map((one) => [one.shift, one.kind]));
  const away = person.leave.some((one) => dayIn(zone, one.start) <= day && day <= dayIn(zone, one.end - 1));
  if (!person.planned && !away) return <span className={styles.quiet}>{t("always")}</span>;
  return (
    <span className={styles.shifts}>
      {away && <Tag tone="warn">{t("leave")}</Tag>}
      {[...kinds].map(([shift, kind]) => (
        <Tag key={shift} tone={kind === "work" ? "accent" : "neutral"}>
          {name(shift)}
        </Tag>
      ))}
      {!away && !kinds.size && <span className={styles.quiet}>{t("off")}</span>}
    </span>
  );
}

/** What shifts are called. */
export function useShiftNames(body: RosterBody): (shift: string) => string {
  const language = useLanguage();
  return (shift) => {
    const label = body.shifts?.find((one) => one.key === shift)?.label;
    return (typeof label === "string" ? label : label && pick(label, language)) || shift;
  };
}
