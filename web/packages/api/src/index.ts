/** The outside API as the apps call it: typed by the contract, refused in one way. */
export { api, configureApi, requestHeaders, setViewAs, tenantBase, viewAs } from "./client.ts";
export { type Heading, headingsOf, offeredHeadings } from "./headings.ts";
export type * from "./links.ts";
export { nameIn, type PaperKind, savePaper } from "./papers.ts";
export { type FieldProblem, isProblem, ProblemError, refusedFields, unwrap } from "./problems.ts";
export type * from "./things.ts";
export { type UploadProgress, uploadFile } from "./upload.ts";
