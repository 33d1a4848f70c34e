// What is said of a step on the drawing beside what it is.
import type { Change } from "../model/diff.ts";

export interface Mark {
  tone?: "danger" | "warn" | "accent" | "good" | "quiet" | undefined;
  /** Short words at its edge. */
  badge?: string | undefined;
  /** All of it, for who points at it or cannot see it. */
  said?: string | undefined;
  change?: Change | undefined;
  /** A try-run has been here. */
  isWalked?: boolean | undefined;
  /** And is here now. */
  isNow?: boolean | undefined;
}
