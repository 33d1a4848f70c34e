/** Shows a form of the server and keeps what is typed: linkage, computed values and faults by packages/core. */

export { grouped, moneyText } from "./amounts.ts";
export { FieldValue } from "./controls.tsx";
export { ChangeList, ChangesSince, KeyFields } from "./deciding/cards.tsx";
export {
  type Change,
  changesSinceDecision,
  changesSinceMine,
  type Happened,
  isUnchanged,
  newSince,
  writtenLater,
} from "./deciding/changes.ts";
export { keyFields } from "./deciding/keyFields.ts";
export { type Apart, type Offer, whyApart } from "./deciding/together.ts";
export { useOtherEvidence } from "./evidence.ts";
export { StoredFiles } from "./FileControl.tsx";
export { FormFields } from "./FormFields.tsx";
export { focusFirstFault } from "./focusing.ts";
export { Clashes } from "./merging/Clashes.tsx";
export { type Choice, type Choices, type Clash, clashesOf, decided, FORM } from "./merging/clashes.ts";
export { RELATIONS } from "./relations.ts";
export {
  type FileView,
  type FormServices,
  FormServicesContext,
  type RecordChoice,
  type Reference,
  type StoredFile,
  type UploadWatch,
} from "./services.ts";
export { useSpeech } from "./speech.ts";
export { type FormState, type PreviousReading, useFormState } from "./useFormState.ts";
export { isShrinkable, shrunkVideo } from "./videos/shrinking.ts";
export { megabytes } from "./videos/size.ts";
export { Transfers } from "./videos/Transfers.tsx";
export { useUploads } from "./videos/useUploads.ts";
export type { Watch } from "./videos/watch.ts";
export { sayProblem } from "./wording.ts";
