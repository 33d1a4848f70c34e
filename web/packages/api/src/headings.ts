import type { Texts, TicketType } from "./things.ts";

export interface Heading {
  label: Texts | null;
  types: TicketType[];
}

/** Ticket types under their headings: the fullest first, those without one last. */
export function headingsOf(types: readonly TicketType[]): Heading[] {
  const found = new Map<string, Heading>();
  for (const type of types) {
    const name = JSON.stringify(type.heading);
    const heading = found.get(name) ?? { label: type.heading, types: [] };
    heading.types.push(type);
    found.set(name, heading);
  }
  const weight = ({ label, types: members }: Heading) => (label ? members.length : 0);
  return [...found.values()].sort((left, right) => weight(right) - weight(left));
}

/** What this person may hand in, under headings. */
export function offeredHeadings(types: readonly TicketType[]): Heading[] {
  return headingsOf(types.filter((type) => type.offered));
}
