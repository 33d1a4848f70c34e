/** Rules and forms in the browser: the same answers as the server's core, shown by the shared vectors. */
export * from "./forms/index.ts";
export * from "./rules/index.ts";
export { type Json, type JsonObject, type Problem, Refusal, type Texts } from "./values.ts";
