import { ProblemError } from "@bihuan/api";
import { QueryClient } from "@tanstack/react-query";

const TRIES = 2;

/** What is read stays on screen while it is read anew; a refusal is never asked again. */
export function freshClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => count < TRIES && mayPass(error),
      },
    },
  });
}

function mayPass(error: Error): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status >= 502);
}
