import type { JsonValue, Ticket } from "@bihuan/api";
import type { Json } from "@bihuan/core";
import { type Choices, Clashes, clashesOf, decided, FORM } from "@bihuan/forms";
import { useMe } from "@bihuan/session";
import { usePersonName } from "../lookups.ts";
import type { Item, Work } from "../queue/item.ts";
import { outbox } from "../queue/outbox.ts";
import { useTicketForm } from "./useTicketForm.ts";

type Step = Extract<Work, { kind: "action" }>;

/** Whether others changed what a step writes or decides on, so that sending it again as it is would be no answer. */
export function isMovedOn(item: Item): item is Item & { work: Step } {
  return item.work.kind === "action" && item.refusal?.version !== undefined;
}

/** The same step, sent on what stood there when it was turned down: the person has seen that by now. */
export function onWhatStands(item: Item & { work: Step }, data?: Record<string, Json>): Step {
  const { work, refusal } = item;
  const seen = refusal?.version ?? null;
  return { ...work, body: { ...work.body, ...(data ? { data: data as Record<string, JsonValue> } : {}), seen } };
}

/** A step's patch after the person has chosen, field by field. */
export function settled(item: Item & { work: Step }, choices: Choices): Record<string, Json> {
  const typed = Object.entries((item.work.body.data ?? {}) as Record<string, Json>);
  const patch = Object.fromEntries(typed.map(([key, value]) => [FORM + key, value]));
  const kept = decided(patch, clashesOf(item.refusal?.problems ?? []), choices);
  return Object.fromEntries(Object.entries(kept).map(([path, value]) => [path.slice(FORM.length), value]));
}

interface Props {
  ticket: Ticket;
  item: Item & { work: Step };
  onClose: () => void;
}

/** Theirs, mine or what stood there before; whatever else was typed goes as it is. */
export function Settling({ ticket, item, onClose }: Props) {
  const { form } = useTicketForm(ticket);
  const nameOf = usePersonName();
  const zone = useMe().tenant.zone;
  if (!form) return null;
  const decide = async (choices: Choices) => {
    await outbox.retry(item.id, onWhatStands(item, settled(item, choices)));
    onClose();
  };
  return (
    <Clashes
      clashes={clashesOf(item.refusal?.problems ?? [])}
      form={form}
      zone={zone}
      nameOf={nameOf}
      onDecided={decide}
      onClose={onClose}
    />
  );
}
