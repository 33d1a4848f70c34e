import type { Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Panel } from "@bihuan/ui";
import { Round } from "../../shared/dispatch/Round.tsx";
import styles from "./Dispatch.module.css";
import { texts } from "./texts.ts";
import { useDispatch } from "./useDispatch.ts";

/** Every round of a ticket's dispatch, newest first: who and why, why not the others. Nothing where there was none. */
export default function DispatchPanel({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const dispatch = useDispatch(ticket).data;
  if (!dispatch?.rounds.length) return null;
  return (
    <Panel title={t("basis")}>
      <ol className={styles.rounds}>
        {[...dispatch.rounds].reverse().map((round) => (
          <Round key={round.no} round={round} names={dispatch.names} />
        ))}
      </ol>
    </Panel>
  );
}
