import type { Condition, ConstantList, Expression, Formula, Node, Pair } from "./nodes.ts";

type Part = Node | Expression | ConstantList | Pair;

/** Dotted paths of every field the rule reads; a column of a sub-table is named `parts.price`. */
export function fieldsOf(rule: Condition | Formula): ReadonlySet<string> {
  return new Set(paths(rule.root, ""));
}

/** Every node of a tree, outermost first. */
export function* walk(part: Part): Generator<Part> {
  yield part;
  for (const inner of children(part)) yield* walk(inner);
}

function children(part: Part): readonly Part[] {
  switch (part.t) {
    case "all":
    case "any":
      return part.parts;
    case "not":
      return [part.part];
    case "compare":
      return part.right ? [part.left, part.right] : [part.left];
    case "rows":
      return [part.over, part.where];
    case "aggregate":
      return [part.over, part.of, part.where].filter((inner) => inner !== null);
    case "call":
      return part.args;
    case "pair":
      return [part.low, part.high];
    case "truth":
      return [part.node];
    case "history":
      return [part.same];
    default:
      return [];
  }
}

function* paths(part: Part, row: string): Generator<string> {
  if (part.t === "field") yield (part.outer ? "" : row) + part.path.join(".");
  const overRows = part.t === "rows" || part.t === "aggregate";
  const inside = overRows ? `${part.over.path.join(".")}.` : row;
  for (const inner of children(part)) yield* paths(inner, overRows && inner === part.over ? row : inside);
}
