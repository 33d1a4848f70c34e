import type { Witnesses } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Notice, Panel, State, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { texts as common } from "../../shared/admin/texts.ts";
import { DestinationForm } from "./Forms.tsx";
import { texts } from "./texts.ts";
import { type Destination, type DestinationInput, useRemoveDestination } from "./useWitnesses.ts";

const BLANK: DestinationInput = { kind: "mail", label: "", settings: {}, enabled: true };

/** Where checkpoints leave for. */
export function Destinations({ data, manages }: { data: Witnesses; manages: boolean }) {
  const t = useTexts(texts);
  const [draft, setDraft] = useState<DestinationInput | null>(null);
  const [leaving, setLeaving] = useState<Destination | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const add = manages && (
    <Button icon="plus" onClick={() => setDraft(BLANK)}>
      {t("add")}
    </Button>
  );
  const mails = data.destinations.some((one) => one.kind === "mail" && one.enabled);
  return (
    <Panel title={t("destinations")} extra={data.destinations.length > 0 && add}>
      {data.destinations.length === 0 && (
        <State icon="lock" title={t("none")} hint={t("noneHint")}>
          {add}
        </State>
      )}
      {data.destinations.length > 0 && (
        <div className={styles.form}>
          {mails && !data.mail_ready && <Notice>{t("noMail")}</Notice>}
          <div className={styles.card}>
            <table className={styles.table}>
              <tbody>
                {data.destinations.map((one) => (
                  <Line key={one.id} one={one} onEdit={manages ? setDraft : null} onRemove={setLeaving} />
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
      {draft && <DestinationForm destination={draft} onSecret={setSecret} onClose={() => setDraft(null)} />}
      {leaving && <Removal one={leaving} onClose={() => setLeaving(null)} />}
      {secret && <Secret secret={secret} onClose={() => setSecret(null)} />}
    </Panel>
  );
}

interface LineProps {
  one: Destination;
  onEdit: ((input: DestinationInput) => void) | null;
  onRemove: (one: Destination) => void;
}

function Line({ one, onEdit, onRemove }: LineProps) {
  const t = useTexts(texts);
  const settings = one.settings as Record<string, string>;
  return (
    <tr>
      <td>{one.label}</td>
      <td>
        <span className={styles.tags}>
          <Tag>{t(one.kind)}</Tag>
          {!one.enabled && <Tag tone="quiet">{t("off")}</Tag>}
        </span>
      </td>
      <td>{settings.address ?? settings.url}</td>
      <td>
        {onEdit && (
          <span className={styles.actions}>
            <Button look="quiet" onClick={() => onEdit({ ...one, settings })}>
              {t("edit")}
            </Button>
            <Button look="quiet" onClick={() => onRemove(one)}>
              {t("remove")}
            </Button>
          </span>
        )}
      </td>
    </tr>
  );
}

function Removal({ one, onClose }: { one: Destination; onClose: () => void }) {
  const t = useTexts(texts);
  const c = useTexts(common);
  const remove = useRemoveDestination();
  const sure = () =>
    remove.mutate(one.id, {
      onSuccess: () => {
        showToast(t("removed"));
        onClose();
      },
    });
  return (
    <Dialog title={t("remove")} closeLabel={c("close")} onClose={onClose}>
      <div className={styles.form}>
        <Refused error={remove.error} />
        <p>{t("removeAsk", { label: one.label })}</p>
        <div className={styles.end}>
          <Button look="quiet" onClick={onClose}>
            {c("cancel")}
          </Button>
          <Button look="danger" busy={remove.isPending} onClick={sure}>
            {t("remove")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTexts(texts);
  const c = useTexts(common);
  return (
    <Dialog title={t("webhook")} closeLabel={c("close")} onClose={onClose}>
      <div className={styles.form}>
        <p>{t("secret")}</p>
        <code className={styles.secret}>{secret}</code>
        <div className={styles.end}>
          <Button look="primary" onClick={onClose}>
            {t("secretDone")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
