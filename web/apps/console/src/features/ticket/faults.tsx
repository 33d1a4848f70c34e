import { ProblemError } from "@bihuan/api";
import { useSayProblem } from "@bihuan/session";
import { Notice } from "@bihuan/ui";

/** What the server refused, by field: `data.phone` and `phone` are the same field. */
export function refusedFields(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {};
  return Object.fromEntries(error.problems.map(({ path, detail }) => [fieldOf(path), detail]));
}

function fieldOf(path: string): string {
  const parts = path.split(".");
  return (parts[0] === "data" ? parts[1] : parts[0]) ?? path;
}

/** What went wrong as a whole, with every fault that no shown field can carry. */
export function ActionFault({ error }: { error: Error | null }) {
  const say = useSayProblem();
  if (!error) return null;
  const details = error instanceof ProblemError ? error.problems : [];
  return (
    <Notice>
      <p>{say(error)}</p>
      {details.map((detail) => (
        <p key={detail.path + detail.code}>{detail.detail}</p>
      ))}
    </Notice>
  );
}
