import { useCallback, useState } from "react";

export interface Arrivals {
  /** Whether files of this form are still on their way: what was sent now would go without them. */
  arriving: boolean;
  /** Work that must be over before the form may be sent. */
  expect: (work: Promise<unknown>) => Promise<void>;
}

/** Counts what is on its way. */
export function useArrivals(): Arrivals {
  const [count, setCount] = useState(0);
  const expect = useCallback(async (work: Promise<unknown>) => {
    setCount((before) => before + 1);
    try {
      await work;
    } finally {
      setCount((before) => before - 1);
    }
  }, []);
  return { arriving: count > 0, expect };
}
