import { api, type JsonValue, type TrialInput, unwrap } from "@bihuan/api";
import { useLanguage } from "@bihuan/i18n";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { FlowBody } from "../model/flow.ts";

type Sent = NonNullable<Parameters<typeof tryFlow>[0]>;
export type Move = NonNullable<Sent["moves"]>[number];
export type TrialState = Awaited<ReturnType<typeof tryFlow>>;
export type TrialTask = TrialState["tasks"][number];
export type TrialToken = TrialState["tokens"][number];
export type TrialAction = TrialState["submit"];
export type TrialPerson = TrialState["people"][number];
export type TrialRefusal = NonNullable<TrialState["refused"]>;

function tryFlow(body: TrialInput) {
  return unwrap(api.POST("/api/v1/flow-trials", { body }));
}

const NONE: readonly Move[] = [];

/** A try-run of what is drawn: the list of moves is all there is of it; each answer is told from its beginning. */
export function useTrial(body: FlowBody, form: string, wanted: boolean) {
  const language = useLanguage();
  const [begins, setBegins] = useState(() => Date.now());
  const [moves, setMoves] = useState<readonly Move[]>(NONE);
  const [away, setAway] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState<TrialRefusal | null>(null);
  const sent = useMemo(
    () => ({ body: body as unknown as Record<string, JsonValue>, form, begins, away: [...away], moves: [...moves] }),
    [body, form, begins, away, moves],
  );
  const told = useQuery({
    queryKey: ["flows", "trial", language, sent],
    queryFn: () => tryFlow(sent),
    enabled: wanted && form !== "",
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    retry: false,
  });
  const refusal = told.isPlaceholderData ? null : (told.data?.refused ?? null);
  // What was not accepted is taken back; what came before it stands.
  useEffect(() => {
    if (!refusal) return;
    setRefused(refusal);
    setMoves((before) => before.slice(0, refusal.move));
  }, [refusal]);
  const put = (next: readonly Move[]) => {
    setRefused(null);
    setMoves(next);
  };
  return {
    state: told.data ?? null,
    error: told.error,
    isBusy: told.isFetching || refusal !== null,
    moves,
    refused,
    send: (move: Move) => put([...moves, move]),
    back: () => put(moves.slice(0, -1)),
    over: () => {
      setBegins(Date.now());
      put(NONE);
    },
    turn: (person: string) => {
      setRefused(null);
      setAway(away.includes(person) ? away.filter((one) => one !== person) : [...away, person]);
    },
  };
}

export type TrialOf = ReturnType<typeof useTrial>;
