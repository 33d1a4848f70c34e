import type { TicketLinks, Trace } from "@bihuan/api";
import { SILENT } from "../../shared/events/words.ts";

/** One event of the trace, as the server sends it; or a note of a merged ticket, then `from` is that one's number. */
export interface Entry {
  no: number;
  type: string;
  at: number;
  caller: { kind: string; id: string | null };
  erased: boolean;
  what: Record<string, unknown>;
  from?: string;
}

/** What happened, newest first, with what people wrote on the tickets that were merged into this one. */
export function entriesOf(trace: Trace): Entry[] {
  const own = (trace.events as unknown as Entry[]).filter((entry) => !SILENT.has(entry.type)).reverse();
  const others = notesElsewhere(trace);
  return others.length ? [...own, ...others].sort((one, other) => other.at - one.at || other.no - one.no) : own;
}

function notesElsewhere(trace: Trace): Entry[] {
  const links = trace.sections.links as TicketLinks | undefined;
  return (links?.merged ?? []).flatMap(({ ticket, notes }) =>
    notes.map((note) => ({
      no: 0,
      type: "NoteElsewhere",
      at: note.at,
      caller: { kind: "user", id: note.author },
      erased: note.text === null,
      what: { text: note.text, id: note.id },
      from: ticket.number,
    })),
  );
}

/** What an entry is about: words the customer sees, words among colleagues, the work itself, or the platform. */
export type Kind = "publicly" | "internally" | "flow" | "platform";
export const KINDS: readonly Kind[] = ["publicly", "internally", "flow", "platform"];

const SPOKEN: ReadonlySet<string> = new Set(["CallLogged"]);
const FLOW =
  /^(Ticket(?!Purged|Placed)|Run|Step|Task|Visit|Vote|Wait|Round|People|Copy|Work|Merge|Duplicate|Leader|Case|Pieces|Time)/;

export function kindOf({ type, what, caller }: Entry): Kind {
  if (type === "NoteAdded" && caller.kind !== "system") return what.public ? "publicly" : "internally";
  if (type === "NoteElsewhere") return "internally";
  if (SPOKEN.has(type)) return "publicly";
  return FLOW.test(type) ? "flow" : "platform";
}
