import type { HelpedTask, Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, showToast, Tag } from "@bihuan/ui";
import { outbox, useOutbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import { useHelping } from "../../shared/useTogether.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

/** A helper's own visit: where he is, and the one tap that says that it changed. The task's visit is its owner's. */
export function OwnVisit({ ticket }: { ticket: Ticket }) {
  const helping = useHelping().data?.filter((one) => one.ticket === ticket.id) ?? [];
  return helping.map((one) => <Visit key={one.task} ticket={ticket} help={one} />);
}

function Visit({ ticket, help }: { ticket: Ticket; help: HelpedTask }) {
  const t = useTexts(texts);
  const owner = useMe().id;
  const kept = useKept();
  const queued = useOutbox().some(
    ({ work, state }) => work.kind === "helping" && work.task === help.task && state !== "sent",
  );
  const go = async (move: HelpedTask["moves"][number]) => {
    const label = t(`help_${move}`);
    const work = { kind: "helping", task: help.task, move } as const;
    const id = await kept(outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work }));
    if (id) showToast(t("helpSaved", { label }));
  };
  return (
    <div className={styles.stack}>
      <p className={styles.tags}>
        <span>{t("ownVisit")}</span>
        <Tag tone={help.state === "on_site" ? "accent" : "neutral"}>{t(`help_is_${help.state ?? "none"}`)}</Tag>
      </p>
      {!queued && (
        <div className={styles.buttons}>
          {help.moves.map((move) => (
            <Button key={move} onClick={() => go(move)}>
              {t(`help_${move}`)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
