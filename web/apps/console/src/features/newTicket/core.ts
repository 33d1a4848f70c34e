/** Whose ticket it is: chosen before anything is written. */
export interface Parties {
  customer: string | null;
  contact: string | null;
  site: string | null;
  device: string | null;
}

/** Who called: the number as it was typed, and his name. */
export interface Caller {
  phone: string;
  name: string;
}

/** What is written into every report, whatever its type. */
export interface Written {
  title: string;
  description: string;
  priority: string;
  channel: string;
}

/** The part of a report that every type has. */
export type Core = Written & Parties;

export const NOBODY: Parties = { customer: null, contact: null, site: null, device: null };
