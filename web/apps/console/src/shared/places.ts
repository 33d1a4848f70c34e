// Where one can go, and what one needs for it: for the navigation and for whatever else leads there.
import type { Me } from "@bihuan/api";
import { may } from "@bihuan/session";
import type { IconName } from "@bihuan/ui";

export interface Place {
  to: string;
  icon: IconName;
  text: "pool" | "tasks" | "toDispatch" | "roster" | "times" | "notices" | "rules" | "calendars";
  /** The right that one needs on some of them to have any use of it. */
  needs?: string;
  /** The kind of thing that the right is about; a ticket unless it is said. */
  of?: string;
}

export const PLACES: readonly Place[] = [
  { to: "/tickets", icon: "inbox", text: "pool" },
  { to: "/tasks", icon: "task", text: "tasks" },
  { to: "/dispatch", icon: "route", text: "toDispatch", needs: "assign" },
  { to: "/roster", icon: "user", text: "roster", needs: "plan", of: "roster" },
  { to: "/times", icon: "clock", text: "times", needs: "confirm_time" },
  { to: "/notices", icon: "bell", text: "notices" },
  { to: "/rules", icon: "list", text: "rules", needs: "read", of: "automation" },
  { to: "/calendars", icon: "board", text: "calendars", needs: "publish", of: "calendar" },
];

/** Whether somebody has any use of a place. */
export function isOpenTo(place: Place, me: Me): boolean {
  return !place.needs || may(me, place.needs, place.of ?? "ticket");
}
