import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./generated/schema.d.ts";

const CSRF_COOKIE = "bihuan_csrf";
const CSRF_HEADER = "X-CSRF-Token";
const READS = new Set(["GET", "HEAD"]);

let language = "zh";
const VIEW_AS = "Bihuan-View-As";
const VIEW_KEPT = "bihuan.view-as";
let onSignedOut: () => void = () => undefined;
let bearer: string | null = null;

/**
 * Tell the client the language of answers, and what to do when nobody is signed in any more. `bearer`: what people
 * without an account show instead of a session.
 */
export function configureApi(options: { language?: string; onSignedOut?: () => void; bearer?: string | null }): void {
  if (options.bearer !== undefined) bearer = options.bearer;
  language = options.language ?? language;
  onSignedOut = options.onSignedOut ?? onSignedOut;
}

/** What this tenant's addresses begin with: `/t/acme` where the address names the tenant, else nothing. */
export function tenantBase(path = globalThis.location?.pathname ?? "/"): string {
  return /^\/t\/[^/]+/.exec(path)?.[0] ?? "";
}

/** The look through a role's eyes that this tab of the browser is in; "" for none. */
export function viewAs(): string {
  return globalThis.sessionStorage?.getItem(VIEW_KEPT) ?? "";
}

/** Begin a look with the token that the server gave, or end it with "". */
export function setViewAs(token: string): void {
  if (token) sessionStorage.setItem(VIEW_KEPT, token);
  else sessionStorage.removeItem(VIEW_KEPT);
}

/** Headers that every request of a page carries. */
export function requestHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { "Accept-Language": language };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  const view = viewAs();
  if (view) headers[VIEW_AS] = view;
  const token = csrfToken();
  if (!READS.has(method) && token) headers[CSRF_HEADER] = token;
  return headers;
}

function csrfToken(): string | undefined {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${CSRF_COOKIE}=`));
  return found?.slice(CSRF_COOKIE.length + 1);
}

/** A look through a role's eyes lasts an hour: then the page is read anew with one's own. */
async function leaveEndedLook(response: Response): Promise<void> {
  const problem: { code?: string } = await response.json().catch(() => ({}));
  if (problem.code !== "view_as.not_good") return;
  setViewAs("");
  globalThis.location.reload();
}

const headers: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(requestHeaders(request.method))) request.headers.set(name, value);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.status === 403 && viewAs()) await leaveEndedLook(response.clone());
    // A wrong password is answered with 401, too: that is no session that has ended.
    const signsIn = request.method === "POST" && request.url.endsWith("/sessions");
    if (response.status === 401 && !signsIn) onSignedOut();
    return response;
  },
};

export const api = createClient<paths>({
  baseUrl: tenantBase(),
  credentials: "same-origin",
  // Looked up at each call, so that a test may put its own in place.
  fetch: (request) => globalThis.fetch(request),
});
api.use(headers);
