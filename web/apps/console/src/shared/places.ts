// Where one can go, and what one needs for it: for the navigation and for whatever else leads there.
import type { Me } from "@bihuan/api";
import { may } from "@bihuan/session";
import type { IconName } from "@bihuan/ui";

type AdminText =
  | "start"
  | "unnoticed"
  | "people"
  | "organisation"
  | "roles"
  | "customers"
  | "devices"
  | "publicForms"
  | "policies"
  | "calendars"
  | "rules";

export interface Place {
  to: string;
  icon: IconName;
  text: "pool" | "trace" | "tasks" | "toDispatch" | "roster" | "engineers" | "times" | "notices" | AdminText;
  /** The right that one needs on some of them to have any use of it. */
  needs?: string;
  /** The kind of thing that the right is about; a ticket unless it is said. */
  of?: string;
  /** It stands among what is set up now and then. */
  admin?: true;
  /** The right to set it up: without it, one is led there only when there is something. */
  setUpBy?: string;
}

export const PLACES: readonly Place[] = [
  { to: "/tickets", icon: "inbox", text: "pool" },
  { to: "/trace", icon: "search", text: "trace" },
  { to: "/tasks", icon: "task", text: "tasks" },
  { to: "/dispatch", icon: "route", text: "toDispatch", needs: "assign" },
  { to: "/roster", icon: "user", text: "roster", needs: "plan", of: "roster" },
  { to: "/unattended", icon: "alert", text: "unnoticed", needs: "assign" },
  { to: "/engineers", icon: "star", text: "engineers", needs: "read", of: "engineer", setUpBy: "update" },
  { to: "/times", icon: "clock", text: "times", needs: "confirm_time" },
  { to: "/notices", icon: "bell", text: "notices" },
  // In the order in which a company is set up: people, what they look after, when, by which rules.
  { to: "/start", icon: "star", text: "start", needs: "manage", of: "tenant", admin: true },
  { to: "/people", icon: "user", text: "people", needs: "create", of: "user", admin: true },
  { to: "/organisation", icon: "columns", text: "organisation", needs: "create", of: "department", admin: true },
  { to: "/roles", icon: "lock", text: "roles", needs: "manage", of: "role", admin: true },
  { to: "/customers", icon: "globe", text: "customers", needs: "create", of: "customer", admin: true },
  { to: "/devices", icon: "task", text: "devices", needs: "create", of: "device", admin: true },
  { to: "/public-forms", icon: "note", text: "publicForms", needs: "manage", of: "public_form", admin: true },
  { to: "/calendars", icon: "board", text: "calendars", needs: "publish", of: "calendar", admin: true },
  {
    to: "/rules",
    icon: "list",
    text: "rules",
    needs: "read",
    of: "automation",
    setUpBy: "manage",
    admin: true,
  },
  { to: "/policies", icon: "clock", text: "policies", needs: "publish", of: "sla", admin: true },
];

/** Whether somebody has any use of a place. `inUse`: of the places that may be empty, those that are not. */
export function isOpenTo(place: Place, me: Me, inUse: ReadonlySet<string>): boolean {
  if (place.needs && !may(me, place.needs, place.of ?? "ticket")) return false;
  return !asksForUse(place, me) || inUse.has(place.to);
}

/** Whether it matters to somebody if there is anything: he may look, and not set it up. */
export function asksForUse(place: Place, me: Me): boolean {
  const of = place.of ?? "ticket";
  return Boolean(place.setUpBy && place.needs && may(me, place.needs, of) && !may(me, place.setUpBy, of));
}
