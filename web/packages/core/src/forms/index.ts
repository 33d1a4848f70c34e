/** Forms: from a published definition to what is visible, computed and wrong (docs/forms.md). */
export { type FieldRight, type FileFacts, type FormContext, MEDIA, type Media, mediaOf } from "./context.ts";
export type { FieldDefinition, FormDefinition, OptionDefinition, SectionDefinition } from "./definition.ts";
export { type Evaluation, evaluate } from "./evaluation.ts";
export { type Relations, readForm } from "./reading.ts";
export { type Review, reviewSubmission } from "./submission.ts";
