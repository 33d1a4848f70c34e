import type { Task, Ticket } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Notice } from "@bihuan/ui";
import { useTicketForm } from "./Details.tsx";
import { texts } from "./texts.ts";

/** Why somebody is asked again who has decided before: what is different since. */
export function AskedAgain({ ticket, task }: { ticket: Ticket; task: Task }) {
  const t = useTexts(texts);
  const format = useFormats();
  const { form } = useTicketForm(ticket);
  const me = useMe();
  const again = task.asked_again;
  // Colleagues who wait for him are not asked again.
  if (!again || (task.assignee !== me.id && !task.stands_in)) return null;
  const nothing = !again.fields.length && !again.evidence && !again.ways;
  return (
    <Notice tone="warn">
      <p>{t(nothing ? "againUnchanged" : "againChanged", { at: format.instant(again.since) })}</p>
      <ul>
        {again.fields.map((change) => (
          <Changed key={change.key} field={change.key} before={change.before} now={change.now} form={form} />
        ))}
        {again.evidence && <li>{t("againEvidence")}</li>}
        {again.ways && <li>{t("againWays")}</li>}
      </ul>
    </Notice>
  );
}

interface ChangedProps {
  field: string;
  before: unknown;
  now: unknown;
  form: FormDefinition | undefined;
}

function Changed({ field: key, before, now, form }: ChangedProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const field = form?.fields.get(key);
  const say = (value: unknown): string => {
    if (value === null || value === undefined || value === "") return t("againEmpty");
    const words = (Array.isArray(value) ? value : [value]).map((item) => {
      const option = field?.options.find((each) => each.value === item);
      return option ? pick(option.label, language) : String(item);
    });
    return words.join(" · ");
  };
  return (
    <li>
      {pick(field?.label, language) || key}: {say(before)} → {say(now)}
    </li>
  );
}
