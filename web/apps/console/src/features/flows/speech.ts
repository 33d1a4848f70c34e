import { gistOf, labelOf, sayCondition, stepWayName, type Telling } from "./model/words.ts";

/** What the drawing calls things. */
export function speech(telling: Telling) {
  return {
    nameOf: (item: Parameters<typeof labelOf>[0], way?: number) =>
      way === undefined ? labelOf(item, telling) : stepWayName(item, way, telling),
    gistOf: (item: Parameters<typeof gistOf>[0], way?: number) => {
      if (way === undefined) return gistOf(item, telling);
      return item.kind === "branch" ? sayCondition(item, way, telling) : "";
    },
  };
}
