import type { Ticket } from "@bihuan/api";
import { useForm } from "../forms.tsx";
import { useTicketTypes } from "../lookups.ts";

/** The form that a ticket's steps are filled in on, in the version that it was made with. */
export function useTicketForm(ticket: Ticket) {
  const types = useTicketTypes();
  const key = types.data?.find((type) => type.key === ticket.type)?.form;
  return useForm(key, typeof ticket.form_version === "number" ? ticket.form_version : null);
}
