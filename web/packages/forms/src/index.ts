/** Shows a form of the server and keeps what is typed: linkage, computed values and faults by packages/core. */
export { FieldValue } from "./controls.tsx";
export { StoredFiles } from "./FileControl.tsx";
export { FormFields } from "./FormFields.tsx";
export { focusFirstFault } from "./focusing.ts";
export { RELATIONS } from "./relations.ts";
export { type FileView, type FormServices, FormServicesContext, type Reference, type StoredFile } from "./services.ts";
export { type FormState, useFormState } from "./useFormState.ts";
export { sayProblem } from "./wording.ts";
