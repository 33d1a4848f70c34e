import { ProblemError } from "@bihuan/api";
import { useSayProblem } from "@bihuan/session";
import { Notice } from "@bihuan/ui";

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
