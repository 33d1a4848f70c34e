// Tickets that belong together, as the contract names them.
import type { components } from "./generated/schema.d.ts";

type Schemas = components["schemas"];

export type TicketLinks = Schemas["LinksOut"];
export type Duplicate = Schemas["DuplicateOut"];
export type MergePreview = Schemas["MergePreviewOut"];
