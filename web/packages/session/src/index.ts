/** Who sits here: signing in and out, and the person every page may ask for. Used by console and work. */

export { Arriving } from "./Arriving.tsx";
export { default as CompanyMark } from "./CompanyMark.tsx";
export { freshClient } from "./client.ts";
export {
  beyond,
  type Colleagues,
  choicesQuery,
  type Grouped,
  groupedBy,
  prefetchNear,
  turnedTo,
  useColleagues,
  useNearPeople,
  useTurnedTo,
} from "./colleagues.ts";
export { type Command, useCommand } from "./command.ts";
export { COMPANY, logoAddress, useCompany } from "./company.ts";
export { Basis } from "./deciding/Basis.tsx";
export { useTicketFiles } from "./deciding/useTicketFiles.ts";
export { type Feature, useSwitches, uses, useUses } from "./features.ts";
export { RecoveryCodes } from "./guarding/RecoveryCodes.tsx";
export { useNewCodes, useRenewMe } from "./guarding/useFactor.ts";
export { type Happening, type LiveState, mendLive } from "./live.ts";
export { SessionGate } from "./SessionGate.tsx";
export { may, useMe, useOwnPassword, useSignIn, useSignOut } from "./session.ts";
export { useHappenings, useLiveState } from "./useLive.ts";
export { useSayProblem } from "./words.ts";
export { useWorkingHours } from "./workingHours.ts";
export type { Mention } from "./writing/mentions.ts";
export { Said } from "./writing/Said.tsx";
export { useMentions } from "./writing/useMentions.ts";
export { WritingBox } from "./writing/WritingBox.tsx";
