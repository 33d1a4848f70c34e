import type { Ticket } from "@bihuan/api";
import type { Mention } from "@bihuan/session";

type Step = "offeredTo" | "acceptedBy" | "departed" | "arrived" | "began" | "ended";

export interface Entry {
  key: string;
  at: number;
  what: Step | "noted" | "opened";
  person: string | null;
  text?: string;
  mentions?: readonly Mention[];
  files: readonly string[];
}

const STEPS: readonly (readonly [string, Step])[] = [
  ["offered_at", "offeredTo"],
  ["accepted_at", "acceptedBy"],
  ["departed_at", "departed"],
  ["arrived_at", "arrived"],
  ["began_at", "began"],
  ["ended_at", "ended"],
];

/** What happened to a job, newest first: its beginning, the steps of its visits, what was noted. */
export function timelineOf(ticket: Ticket): Entry[] {
  const opened: Entry = { key: "opened", at: ticket.created_at, what: "opened", person: null, files: [] };
  const steps = ticket.visits.flatMap((visit) =>
    STEPS.filter(([column]) => typeof visit[column] === "number").map(
      ([column, what]): Entry => ({
        key: `${visit.id}-${what}`,
        at: Number(visit[column]),
        what,
        person: String(visit.person),
        files: [],
      }),
    ),
  );
  const notes = ticket.notes.map(
    (note): Entry => ({
      key: String(note.id),
      at: Number(note.at),
      what: "noted",
      person: note.author ? String(note.author) : null,
      text: String(note.text ?? ""),
      mentions: Array.isArray(note.mentions) ? (note.mentions as Mention[]) : [],
      files: Array.isArray(note.files) ? note.files.map(String) : [],
    }),
  );
  return [opened, ...steps, ...notes].sort((a, b) => b.at - a.at);
}
