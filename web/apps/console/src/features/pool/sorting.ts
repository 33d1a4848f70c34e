// The order of the list as the server writes it: `-created_at,priority`.
export type Direction = "up" | "down" | null;

export function directionOf(sort: string, key: string): Direction {
  const [first] = sort.split(",");
  if (first === key) return "up";
  return first === `-${key}` ? "down" : null;
}

/** A click on a head: smallest first, then largest first, then as usual again. */
export function nextSort(sort: string, key: string, usual: string): string {
  const now = directionOf(sort, key);
  if (now === null) return key;
  return now === "up" ? `-${key}` : usual;
}
