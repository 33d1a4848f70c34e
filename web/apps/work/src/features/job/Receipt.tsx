import { savePaper, type Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useCommand, useSayProblem, useUses } from "@bihuan/session";
import { Button, Notice } from "@bihuan/ui";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

/** 回单 of a job that is done, to show or send to the customer. It is made on the server: without a network it says so. */
export function Receipt({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const used = useUses("prints");
  const print = useCommand({ mutationFn: () => savePaper(ticket.number, "receipt") });
  if (!used) return null;
  return (
    <div className={styles.about}>
      <Button icon="download" busy={print.isPending} onClick={() => print.mutate()}>
        {t("receipt")}
      </Button>
      <p role="status">
        {print.isPending && t("receiptMaking")}
        {print.isSuccess && t("receiptDone")}
      </p>
      {print.isError && <Notice>{say(print.error)}</Notice>}
    </div>
  );
}
