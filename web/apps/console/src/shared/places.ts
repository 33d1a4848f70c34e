// Where one can go, and what one needs for it: for the navigation and for whatever else leads there.
import type { Me } from "@bihuan/api";
import { type Feature, may, uses } from "@bihuan/session";
import type { IconName } from "@bihuan/ui";

type AdminText =
  | "start"
  | "company"
  | "modules"
  | "unnoticed"
  | "people"
  | "organisation"
  | "roles"
  | "customers"
  | "devices"
  | "types"
  | "publicForms"
  | "replies"
  | "workingTogether"
  | "dispatchPolicies"
  | "flows"
  | "policies"
  | "calendars"
  | "messages"
  | "rules"
  | "evidence"
  | "retention"
  | "erasures"
  | "health";

/** What is set up now and then, in the order in which it is. */
export const GROUPS = [
  "administration",
  "forPeople",
  "forCustomers",
  "forTypes",
  "forFlows",
  "forTimes",
  "forMessages",
  "forRecords",
] as const;
export type Group = (typeof GROUPS)[number];

export interface Place {
  to: string;
  icon: IconName;
  text:
    | "pool"
    | "trace"
    | "tasks"
    | "approvals"
    | "toDispatch"
    | "roster"
    | "engineers"
    | "reports"
    | "times"
    | "handOver"
    | "notices"
    | AdminText;
  /** The right that one needs on some of them to have any use of it. */
  needs?: string;
  /** The kind of thing that the right is about; a ticket unless it is said. */
  of?: string;
  /** It stands among what is set up now and then, under this heading. */
  group?: Group;
  /** The right to set it up: without it, one is led there only when there is something. */
  setUpBy?: string;
  /** The module that it belongs to: it is not there while that is switched off. */
  feature?: Feature;
  /** Not for people of customers. */
  colleagues?: true;
}

export const PLACES: readonly Place[] = [
  { to: "/tickets", icon: "inbox", text: "pool" },
  { to: "/trace", icon: "search", text: "trace" },
  { to: "/tasks", icon: "task", text: "tasks" },
  { to: "/approvals", icon: "check", text: "approvals" },
  { to: "/dispatch", icon: "route", text: "toDispatch", needs: "assign" },
  { to: "/roster", icon: "user", text: "roster", needs: "plan", of: "roster", feature: "roster" },
  { to: "/unattended", icon: "alert", text: "unnoticed", needs: "assign" },
  { to: "/hand-over", icon: "user", text: "handOver", needs: "assign" },
  {
    to: "/engineers",
    icon: "star",
    text: "engineers",
    needs: "read",
    of: "engineer",
    setUpBy: "update",
    feature: "engineers",
  },
  { to: "/reports", icon: "board", text: "reports", needs: "read", colleagues: true, feature: "reports" },
  { to: "/times", icon: "clock", text: "times", needs: "confirm_time" },
  { to: "/notices", icon: "bell", text: "notices" },
  // In the order of a day: the company, its people, whom and what they look after, types, flows, times, messages.
  { to: "/start", icon: "star", text: "start", needs: "manage", of: "tenant", group: "administration" },
  { to: "/company", icon: "globe", text: "company", needs: "manage", of: "tenant", group: "administration" },
  { to: "/modules", icon: "columns", text: "modules", needs: "manage", of: "tenant", group: "administration" },
  { to: "/health", icon: "check", text: "health", needs: "manage", of: "tenant", group: "administration" },
  { to: "/people", icon: "user", text: "people", needs: "create", of: "user", group: "forPeople" },
  { to: "/organisation", icon: "columns", text: "organisation", needs: "create", of: "department", group: "forPeople" },
  { to: "/roles", icon: "lock", text: "roles", needs: "manage", of: "role", group: "forPeople" },
  { to: "/customers", icon: "globe", text: "customers", needs: "create", of: "customer", group: "forCustomers" },
  {
    to: "/devices",
    icon: "task",
    text: "devices",
    needs: "create",
    of: "device",
    group: "forCustomers",
    feature: "devices",
  },
  { to: "/types", icon: "list", text: "types", needs: "manage", of: "ticket_type", group: "forTypes" },
  {
    to: "/public-forms",
    icon: "note",
    text: "publicForms",
    needs: "manage",
    of: "public_form",
    group: "forTypes",
    feature: "portal",
  },
  { to: "/flows", icon: "route", text: "flows", needs: "publish", of: "flow", group: "forFlows" },
  {
    to: "/dispatch-policies",
    feature: "dispatch",
    icon: "star",
    text: "dispatchPolicies",
    needs: "publish",
    of: "dispatch_policy",
    group: "forFlows",
  },
  {
    to: "/working-together",
    feature: "joint",
    icon: "columns",
    text: "workingTogether",
    needs: "manage",
    of: "ticket_type",
    group: "forFlows",
  },
  {
    to: "/rules",
    icon: "list",
    text: "rules",
    needs: "read",
    of: "automation",
    setUpBy: "manage",
    group: "forFlows",
    feature: "rules",
  },
  { to: "/calendars", icon: "board", text: "calendars", needs: "publish", of: "calendar", group: "forTimes" },
  { to: "/policies", icon: "clock", text: "policies", needs: "publish", of: "sla", group: "forTimes" },
  { to: "/messages", icon: "bell", text: "messages", needs: "manage", of: "notice_channel", group: "forMessages" },
  {
    to: "/replies",
    icon: "note",
    text: "replies",
    needs: "manage",
    of: "reply",
    group: "forMessages",
    feature: "replies",
  },
  { to: "/evidence", icon: "lock", text: "evidence", needs: "read", of: "ledger", group: "forRecords" },
  { to: "/retention", icon: "clock", text: "retention", needs: "manage", of: "retention", group: "forRecords" },
  { to: "/erasures", icon: "close", text: "erasures", needs: "read", of: "erasure", group: "forRecords" },
];

/** Whether somebody has any use of a place. `inUse`: of the places that may be empty, those that are not. */
export function isOpenTo(place: Place, me: Me, inUse: ReadonlySet<string>): boolean {
  if (place.feature && !uses(me, place.feature)) return false;
  if (place.colleagues && me.customer) return false;
  if (place.needs && !may(me, place.needs, place.of ?? "ticket")) return false;
  return !asksForUse(place, me) || inUse.has(place.to);
}

/** Whether it matters to somebody if there is anything: he may look, and not set it up. */
export function asksForUse(place: Place, me: Me): boolean {
  const of = place.of ?? "ticket";
  return Boolean(place.setUpBy && place.needs && may(me, place.needs, of) && !may(me, place.setUpBy, of));
}
