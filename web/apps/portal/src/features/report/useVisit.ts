import { api, configureApi, type PublicFormPage, unwrap } from "@bihuan/api";
import { useCallback, useRef } from "react";
import { solve } from "../../shared/puzzle.ts";

// The server takes nobody for a person who was faster than this.
const LEAST_MS = 1_100;

/** Begins the visit when something is first sent; whoever only looks leaves nothing behind. */
export function useVisit(page: PublicFormPage): () => Promise<void> {
  const begun = useRef<Promise<void> | null>(null);
  const since = useRef(Date.now());
  return useCallback(() => {
    begun.current ??= begin(page, since.current).catch((fault) => {
      begun.current = null;
      throw fault;
    });
    return begun.current;
  }, [page]);
}

async function begin(page: PublicFormPage, since: number): Promise<void> {
  const answer = await solve(page.puzzle, page.bits);
  await new Promise((done) => setTimeout(done, Math.max(0, since + LEAST_MS - Date.now())));
  const body = { form: page.key, puzzle: page.puzzle, answer, website: trap() };
  const visit = await unwrap(api.POST("/api/v1/portal/visits", { body }));
  configureApi({ bearer: visit.token });
}

/** What stands in the field that only robots fill in. */
function trap(): string {
  return document.querySelector<HTMLInputElement>("input[name=website]")?.value ?? "";
}
