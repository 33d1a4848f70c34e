import { useHappenings } from "@bihuan/session";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";

const RENEW_MS = 1_500;

/** Reads a list again when something happens to tickets: once for all that happens in a moment. */
export function useFresh(queryKey: QueryKey): void {
  const client = useQueryClient();
  useHappenings(
    (happening) => happening.stream.startsWith("ticket:"),
    () => client.invalidateQueries({ queryKey }),
    RENEW_MS,
  );
}
