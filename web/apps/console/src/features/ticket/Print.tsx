import { type PaperKind, savePaper, type Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { may, useCommand, useMe, useSayProblem, useUses } from "@bihuan/session";
import { Button, Icon, Menu, Notice, showToast } from "@bihuan/ui";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

/** The papers of a ticket. What is being made and what was refused stands beside the button. */
export function Print({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const reads = may(useMe(), "read", "ledger");
  const print = useCommand({ mutationFn: (kind: PaperKind) => savePaper(ticket.number, kind) });
  const papers: PaperKind[] = useUses("prints") ? ["work_order", "receipt"] : [];
  const kinds: PaperKind[] = reads ? [...papers, "evidence"] : papers;
  const start = (kind: PaperKind) =>
    print.mutate(kind, { onSuccess: () => showToast(t("printed", { paper: t(`paper_${kind}`) })) });
  if (!kinds.length) return null;
  return (
    <div className={styles.print}>
      <Menu
        label={t("print")}
        items={kinds.map((kind) => ({ key: kind, label: t(`paper_${kind}`), onPick: () => start(kind) }))}
      >
        <Icon name="print" />
        {t("print")}
      </Menu>
      <p role="status" className={styles.quiet}>
        {print.isPending && t("printing", { paper: t(`paper_${print.variables ?? "receipt"}`) })}
      </p>
      {print.isError && (
        <Notice>
          {say(print.error)}
          <Button look="quiet" onClick={() => print.reset()}>
            {t("dismiss")}
          </Button>
        </Notice>
      )}
    </div>
  );
}
