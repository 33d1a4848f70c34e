import type { components } from "./generated/schema.d.ts";

export type FieldProblem = components["schemas"]["FieldProblem"];
type ProblemBody = Partial<components["schemas"]["ProblemOut"]>;

/** A request that did not do what was asked. `title` is for people, in their language, and says what to do. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly problems: readonly FieldProblem[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(body: ProblemBody, status: number) {
    super(body.title ?? body.code ?? `HTTP ${status}`);
    this.name = "ProblemError";
    this.status = body.status ?? status;
    this.code = body.code ?? (status === 0 ? "network.unreachable" : "server.unreadable");
    this.title = body.title ?? "";
    this.problems = body.problems ?? [];
    this.data = body.data ?? {};
  }
}

export function isProblem(error: unknown, code?: string): error is ProblemError {
  return error instanceof ProblemError && (code === undefined || error.code === code);
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's content. Throws ProblemError for every refusal, and with status 0 when no answer came at all. */
export async function unwrap<T>(asked: Promise<Answer<T>>): Promise<T> {
  const answer = await asked.catch(unreachable);
  if (answer.response.ok) return answer.data as T;
  throw new ProblemError(asBody(answer.error), answer.response.status);
}

function unreachable(error: unknown): never {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw new ProblemError({}, 0);
}

function asBody(error: unknown): ProblemBody {
  return typeof error === "object" && error !== null ? (error as ProblemBody) : {};
}

/** What the server refused, by field: `data.phone` and `phone` are the same field. */
export function refusedFields(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {};
  return Object.fromEntries(error.problems.map(({ path, detail }) => [fieldOf(path), detail]));
}

function fieldOf(path: string): string {
  const parts = path.split(".");
  return (parts[0] === "data" ? parts[1] : parts[0]) ?? path;
}
