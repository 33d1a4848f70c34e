/** The part of a report that every type has. */
export interface Core {
  title: string;
  description: string;
  priority: string;
  channel: string;
  customer: string | null;
  device: string | null;
}
