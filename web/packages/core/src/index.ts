/** Rules, forms and proofs in the browser: the same answers as the server's core, shown by the shared vectors. */
export * from "./calendars/index.ts";
export * from "./forms/index.ts";
export * from "./ledger/index.ts";
export * from "./rules/index.ts";
export { type FieldConflict, type Merged, mergeFields } from "./sync/merging.ts";
export { isObject, type Json, type JsonObject, type Problem, Refusal, same, type Texts } from "./values.ts";
