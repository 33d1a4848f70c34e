import { useCallback, useEffect, useState } from "react";

export interface Asked<T> {
  data: T | null;
  error: Error | null;
  again: () => void;
  put: (data: T) => void;
}

/** What the server answers, asked anew when `ask` changes; what is shown stays while it is asked again. */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  const [data, put] = useState<T | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const again = useCallback(() => {
    ask().then(
      (found) => {
        put(found);
        setError(null);
      },
      (fault: Error) => setError(fault),
    );
  }, [ask]);
  useEffect(again, [again]);
  return { data, error, again, put };
}
