import { Skeleton } from "@bihuan/ui";
import { useIsFetching } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import styles from "./Arriving.module.css";

/** What asks for more once it has an answer does so within this many ms. */
const CALM_MS = 40;
/** Nobody waits longer for a part that is late. */
const MOST_MS = 1500;

/**
 * Keeps what comes in pieces out of sight until all of it is there, with a skeleton of a window's height in its place,
 * so that nothing is pushed away from under somebody's finger. Once shown it stays shown.
 */
export function Arriving({ children, lines = 10 }: { children: ReactNode; lines?: number }) {
  const calm = useIsFetching() === 0;
  const [there, setThere] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setThere(true), calm ? CALM_MS : MOST_MS);
    return () => clearTimeout(timer);
  }, [calm]);
  return (
    <div className={there ? styles.there : styles.arriving} aria-busy={!there || undefined}>
      {!there && (
        <div className={styles.bones}>
          <Skeleton lines={lines} height={22} />
        </div>
      )}
      <div className={styles.parts}>{children}</div>
    </div>
  );
}
