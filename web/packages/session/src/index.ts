/** Who sits here: signing in and out, and the person every page may ask for. Used by console and work. */
export { freshClient } from "./client.ts";
export { type Command, useCommand } from "./command.ts";
export { type Happening, type LiveState, mendLive } from "./live.ts";
export { SessionGate } from "./SessionGate.tsx";
export { may, useMe, useSignIn, useSignOut } from "./session.ts";
export { useHappenings, useLiveState } from "./useLive.ts";
export { useSayProblem } from "./words.ts";
