/** Forms: from a published definition to what is visible, computed and wrong (docs/forms.md). */
export { capitalsOf } from "./capitals.ts";
export { answersOf } from "./checklists.ts";
export { clockText, durationText } from "./clock.ts";
export { consentVersion, switchWords } from "./consents.ts";
export { birthdayOf } from "./contacts.ts";
export { type FieldRight, type FileFacts, type FormContext, MEDIA, type Media, mediaOf } from "./context.ts";
export { dayShifted } from "./days.ts";
export type {
  ElementDefinition,
  FieldDefinition,
  FormDefinition,
  OptionDefinition,
  PartRights,
  SectionDefinition,
} from "./definition.ts";
export { ELEMENTS, isElement } from "./elements.ts";
export { type Evaluation, evaluate } from "./evaluation.ts";
export { KINDS } from "./kinds.ts";
export { questionsOf } from "./matrices.ts";
export { ADDRESS_PARTS, splitAddress } from "./places.ts";
export { type Relations, readForm } from "./reading.ts";
export { readingState } from "./readings.ts";
export { byId } from "./rows.ts";
export { NPS_GROUPS, npsGroupOf } from "./scales.ts";
export { type Review, reviewSubmission } from "./submission.ts";
export { presetOf } from "./tables.ts";
export { answerText, progressOf, type Speech, type ToldChange, tellChanges, tellValue } from "./telling.ts";
export { isThing } from "./things.ts";
export { ANSWERS, type ReadingState, STATES } from "./words.ts";
