// Names for what the contract calls `components["schemas"][…]`; open objects get the fields that the server sends.
import type { components } from "./generated/schema.d.ts";

type Schemas = components["schemas"];
export type Texts = Record<string, string>;
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
export type Category = "new" | "active" | "waiting" | "resolved" | "closed" | "cancelled";

export type Me = Schemas["MeOut"];
export type User = Schemas["UserOut"];
export type TicketType = Schemas["TicketTypeOut"];
export type Ticket = Schemas["TicketOut"];
export type Task = Ticket["tasks"][number];
export type Action = Task["actions"][number];
export type MyTask = Schemas["MyTaskOut"];
export type ActionInput = Schemas["ActionIn"];
export type NewTicket = Schemas["TicketIn"];
export type Form = Schemas["FormOut"];
export type FileInfo = Schemas["FileOut"];
export type Channel = Schemas["ChannelOut"];
export type Customer = Schemas["CustomerOut"];
export type Device = Schemas["DeviceOut"];
export type TicketPage = Schemas["PageOut_TicketRowOut_"];
export type Trace = Schemas["TraceOut"];
export type TicketRow = Schemas["TicketRowOut"];
export type TicketMarks = Schemas["MarksOut"];
export type PoolField = Schemas["PoolFieldOut"];
export type Rule = Schemas["RuleOut"];
export type RuleRun = Schemas["RunOut"];
export type RuleDryRun = Schemas["DryRunOut"];
export type NoticeToMe = Schemas["NoticeOut"];
export type TicketClocks = Schemas["ClocksOut"];
export type Clock = Schemas["ClockOut"];
export type ClaimedTime = Schemas["ClaimOut"];
export type SettleInput = Schemas["SettleIn"];
export type CallInput = Schemas["CallIn"];
export type DispatchRound = Schemas["DispatchRoundOut"];
export type Dispatch = Schemas["DispatchOut"];
