/** Conditions and formulas: semantics §3; docs/rules.md gives the grammar. */

export { dayStart, instantOf, isoDay, wallOf } from "./calendar.ts";
export { compileCondition, compileFormula } from "./compile.ts";
export type { Env, Trees } from "./env.ts";
export { addWeekdays, NO_TREES, treeTables } from "./env.ts";
export type { Condition, Expression, Formula } from "./nodes.ts";
export { numberOf, numberText } from "./numbers.ts";
export { parseCondition, parseFormula } from "./parse.ts";
export { type Field, type FieldKind, type Option, Schema } from "./schema.ts";
export { fieldsOf } from "./walk.ts";
