import type { Ticket, TicketLinks } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast, Tag } from "@bihuan/ui";
import styles from "./Links.module.css";
import { TicketLine } from "./TicketLine.tsx";
import { texts } from "./texts.ts";
import { LINK_KINDS, useUnlink } from "./useLinks.ts";

const SPLITS = ["split_from", "split_into"] as const;

/** The ties of a ticket; those that people made, people may remove. */
export function Ties({ ticket, links }: { ticket: Ticket; links: TicketLinks }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const unlink = useUnlink(ticket.number);
  const mayLink = links.actions.includes("link");
  return (
    <div className={styles.group}>
      <h3>{t("ties")}</h3>
      {unlink.error && <Notice>{say(unlink.error)}</Notice>}
      <ul className={styles.lines}>
        {links.links.map((tie) => {
          const made = LINK_KINDS.find((kind) => kind === tie.link);
          const word = made ?? SPLITS.find((kind) => kind === tie.link);
          return (
            <li key={tie.link + tie.ticket.id} className={styles.withAction}>
              <TicketLine ticket={tie.ticket} before={word && <Tag>{t(word)}</Tag>} />
              {mayLink && made && (
                <Button
                  look="quiet"
                  icon="close"
                  label={t("unlink")}
                  onClick={() =>
                    unlink.mutate({ link: made, other: tie.ticket.id }, { onSuccess: () => showToast(t("unlinked")) })
                  }
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
