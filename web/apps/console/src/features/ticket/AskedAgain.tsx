import type { Task, Ticket } from "@bihuan/api";
import { ChangeList, isUnchanged, newSince } from "@bihuan/forms";
import { useFormats, useTexts } from "@bihuan/i18n";
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
  const since = newSince(again);
  const at = format.instant(again.since);
  return (
    <Notice tone="warn">
      <p>{t(isUnchanged(since) ? "againUnchanged" : "againChanged", { at })}</p>
      <ChangeList since={since} form={form} labels={{}} zone={me.tenant.zone} />
    </Notice>
  );
}
