import { type Heading, offeredHeadings, type TicketType } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Chip, Panel, Skeleton, State } from "@bihuan/ui";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useForm } from "../../shared/forms.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { CallerPanel } from "./CallerPanel.tsx";
import { type Caller, NOBODY, type Parties } from "./core.ts";
import styles from "./NewTicketPage.module.css";
import { type HintOf, TicketForm } from "./TicketForm.tsx";
import { texts } from "./texts.ts";

export default function NewTicketPage({ Hint }: { Hint: HintOf }) {
  const t = useTexts(texts);
  useTitle(t("heading"));
  const types = useTicketTypes();
  const [parties, setParties] = useState<Parties>(NOBODY);
  const [caller, setCaller] = useState<Caller>({ phone: "", name: "" });
  const [address, setAddress] = useSearchParams();
  const headings = offeredHeadings(types.data ?? []);
  const open = headings.flatMap((heading) => heading.types);
  const chosen = open.find((type) => type.key === address.get("type"));
  return (
    <div className={styles.page}>
      <h1>{t("heading")}</h1>
      {types.isPending && <Skeleton lines={4} height={22} />}
      {types.isError && !types.data && <Failure error={types.error} onRetry={() => types.refetch()} />}
      {types.isSuccess && !open.length && <State icon="inbox" title={t("noTypes")} hint={t("noTypesHint")} />}
      {open.length > 0 && <CallerPanel caller={caller} onCaller={setCaller} parties={parties} onParties={setParties} />}
      {open.length > 0 && (
        <Panel title={t("chooseType")}>
          <TypeChips headings={headings} chosen={chosen} onChoose={(type) => setAddress({ type }, { replace: true })} />
        </Panel>
      )}
      {chosen && <FormOfType key={chosen.key} {...{ type: chosen, Hint, parties, caller }} />}
    </div>
  );
}

interface ChipsProps {
  headings: readonly Heading[];
  chosen: TicketType | undefined;
  onChoose: (key: string) => void;
}

/** Under one heading each where there are several. */
function TypeChips({ headings, chosen, onChoose }: ChipsProps) {
  const language = useLanguage();
  return (
    <div className={styles.headings}>
      {headings.map(({ label, types }) => (
        <fieldset key={JSON.stringify(label)} className={styles.heading}>
          {headings.length > 1 && <legend>{pick(label, language)}</legend>}
          <div className={styles.types}>
            {types.map((type) => (
              <Chip key={type.key} on={type === chosen} onToggle={() => onChoose(type.key)}>
                {pick(type.label, language)}
              </Chip>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

interface FormProps {
  type: TicketType;
  Hint: HintOf;
  parties: Parties;
  caller: Caller;
}

function FormOfType({ type, Hint, parties, caller }: FormProps) {
  const query = useForm(type.form);
  if (query.form) return <TicketForm {...{ type, form: query.form, Hint, parties, caller }} />;
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />;
  return <Skeleton lines={8} height={20} />;
}
