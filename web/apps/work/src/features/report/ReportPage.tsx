import { offeredHeadings, type TicketType } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Panel, Skeleton, State } from "@bihuan/ui";
import { useState } from "react";
import { Link } from "wouter";
import { FormDesk, useForm } from "../../shared/forms.tsx";
import { Loaded } from "../../shared/Loaded.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { Page } from "../../shared/parts.tsx";
import { useOutbox } from "../../shared/queue/outbox.ts";
import { Outgoing } from "../../shared/queue/SyncState.tsx";
import { texts as shared } from "../../shared/texts.ts";
import styles from "./ReportPage.module.css";
import { texts } from "./texts.ts";
import { Writing } from "./Writing.tsx";

/** A report in three steps: what kind, what is wrong, off it goes. */
export default function ReportPage() {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const types = useTicketTypes();
  const [type, setType] = useState<TicketType | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const again = () => {
    setMade(null);
    setType(null);
  };
  return (
    <Page title={say("report")}>
      <FormDesk>
        {made && <Made id={made} onAgain={again} />}
        {!made && type && <Form type={type} onBack={() => setType(null)} onMade={setMade} />}
        {!made && !type && <Loaded query={types}>{(all) => <Types all={all} onChoose={setType} />}</Loaded>}
      </FormDesk>
      {!made && !type && <p className={styles.quiet}>{t("step", { step: 1 })}</p>}
    </Page>
  );
}

function Types({ all, onChoose }: { all: readonly TicketType[]; onChoose: (type: TicketType) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const headings = offeredHeadings(all);
  if (!headings.length) return <State icon="inbox" title={t("noTypes")} hint={t("noTypesHint")} />;
  return (
    <Panel title={t("chooseType")}>
      {headings.map(({ label, types }) => (
        <fieldset key={JSON.stringify(label)} className={styles.heading}>
          {headings.length > 1 && <legend>{pick(label, language)}</legend>}
          <div className={styles.types}>
            {types.map((type) => (
              <Button key={type.key} className={styles.type} onClick={() => onChoose(type)}>
                {pick(type.label, language)}
              </Button>
            ))}
          </div>
        </fieldset>
      ))}
    </Panel>
  );
}

function Form({ type, onBack, onMade }: { type: TicketType; onBack: () => void; onMade: (id: string) => void }) {
  const { form, isPending } = useForm(type.form);
  if (form) return <Writing type={type} form={form} onBack={onBack} onMade={onMade} />;
  return isPending ? <Skeleton lines={6} height={22} /> : null;
}

/** It is on the phone now; its number comes from the server. */
function Made({ id, onAgain }: { id: string; onAgain: () => void }) {
  const t = useTexts(texts);
  const item = useOutbox().find((one) => one.id === id);
  return (
    <Panel>
      <State icon="check" title={t("saved")} hint={t("savedHint")}>
        {item?.result && <Link href={`/tickets/${item.result}`}>{item.result}</Link>}
      </State>
      {item && <Outgoing items={[item]} />}
      <div className={styles.ends}>
        <Button look="primary" onClick={onAgain}>
          {t("another")}
        </Button>
      </div>
    </Panel>
  );
}
