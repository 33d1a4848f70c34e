import { api, type Ticket, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useCommand, useSayProblem } from "@bihuan/session";
import { Button, Notice, Panel } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Facts } from "../../shared/parts.tsx";
import { mapLink, pointOf } from "../../shared/place.ts";
import { customerQuery } from "../../shared/useJob.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

/** Who it is for and where; to be called and to be driven to. */
export function CustomerPanel({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const card = useQuery(customerQuery(ticket.customer)).data;
  const site = card?.sites.find((one) => one.id === ticket.site);
  const data = ticket.data as Record<string, unknown>;
  const contact = card?.contacts.find((one) => one.id === ticket.contact) ?? card?.contacts.find((one) => one.main);
  const name = textOf(data.contact_name) || contact?.name || "";
  const address = site?.address ?? textOf(data.address);
  const title = card?.customer.name ?? "";
  if (!title && !name && !address) return null;
  return (
    <Panel title={t("customer")}>
      <div className={styles.stack}>
        <Facts
          facts={[
            [t("customer"), title],
            [t("site"), [site?.name, address].filter(Boolean).join(" · ")],
            [t("contact"), name],
          ]}
        />
        <div className={styles.buttons}>
          <Phone number={textOf(data.phone) || contact?.phone || ""} customer={ticket.customer} contact={contact?.id} />
          {address && (
            <a
              className={styles.link}
              href={mapLink(site?.name || address, pointOf(site?.point), address)}
              target="_blank"
              rel="noreferrer"
            >
              {t("navigate")}
            </a>
          )}
        </div>
      </div>
    </Panel>
  );
}

interface PhoneProps {
  number: string;
  customer: string | null | undefined;
  contact: string | undefined;
}

/** A number to call; a masked one is shown in full on demand, which the server writes down. */
function Phone({ number, customer, contact }: PhoneProps) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const reveal = useCommand({
    mutationFn: async () => {
      const path = { parent_id: customer ?? "", record_id: contact ?? "" };
      const call = api.POST("/api/v1/customers/{parent_id}/contacts/{record_id}/reveal", {
        params: { path },
        body: { field: "phone" },
      });
      return (await unwrap(call)).value;
    },
  });
  const known = reveal.data ? String(reveal.data) : number;
  if (!known) return null;
  if (known.includes("*")) {
    if (!contact) return null;
    return (
      <>
        <Button busy={reveal.isPending} onClick={() => reveal.mutate()}>
          {t("reveal")}
        </Button>
        {reveal.error && <Notice>{say(reveal.error)}</Notice>}
      </>
    );
  }
  return (
    <a className={styles.link} href={`tel:${known}`}>
      {t("call")} {known}
    </a>
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
