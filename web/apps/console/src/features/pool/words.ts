import { createContext, useContext, useMemo } from "react";
import { usePersonName, useStageLabel, useTypeLabel } from "../../shared/lookups.ts";
import { useNow } from "../../shared/time/useNow.ts";

/** What every row needs to speak: asked once for the whole list, for rows come and go with every turn of the wheel. */
export interface PoolWords {
  stage: (type: string, stage: string) => string | null;
  type: (key: string) => string;
  person: (id: string | null | undefined) => string | null;
  now: number;
}

const NOTHING: PoolWords = { stage: () => null, type: (key) => key, person: () => null, now: 0 };
export const PoolWordsContext = createContext(NOTHING);

export function usePoolWords(): PoolWords {
  const stage = useStageLabel();
  const type = useTypeLabel();
  const person = usePersonName();
  const now = useNow();
  return useMemo(() => ({ stage, type, person, now }), [stage, type, person, now]);
}

export function useWords(): PoolWords {
  return useContext(PoolWordsContext);
}
