// Many commands, each by itself: a few at a time; what becomes of each is told, whatever becomes of the others.

export type Outcome =
  | { state: "waiting" }
  | { state: "running" }
  | { state: "done" }
  | { state: "failed"; error: unknown };

const AT_ONCE = 3;

/** Runs until all have been tried. `tell` is called whenever the outcome of one changes. */
export async function inTurn<T extends { id: string }>(
  all: readonly T[],
  send: (one: T) => Promise<unknown>,
  tell: (id: string, outcome: Outcome) => void,
): Promise<void> {
  const line = [...all];
  const worker = async () => {
    for (let next = line.shift(); next; next = line.shift()) {
      tell(next.id, { state: "running" });
      try {
        await send(next);
        tell(next.id, { state: "done" });
      } catch (error) {
        tell(next.id, { state: "failed", error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
