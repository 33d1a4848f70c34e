// Tickets that belong together, as the contract names them.
import type { components } from "./generated/schema.d.ts";

type Schemas = components["schemas"];

export type TicketLinks = Schemas["LinksOut"];
export type Duplicate = Schemas["DuplicateOut"];
export type MergePreview = Schemas["MergePreviewOut"];
export type TicketFamily = Schemas["FamilyOut"];
export type Relative = Schemas["RelativeOut"];
export type ChildTicket = Schemas["ChildOut"];
export type ChildInput = Schemas["ChildIn"];
export type FamilyRules = Schemas["FamilyRulesOut"];
export type TicketSessions = Schemas["TicketSessionsOut"];
export type JointSession = Schemas["JointSessionOut"];
export type MySession = Schemas["MySessionOut"];
export type SessionInput = Schemas["JointSessionIn"];
export type MinutesInput = Schemas["MinutesIn"];
export type Crew = Schemas["CrewOut"];
export type HelpedTask = Schemas["HelpOut"];
