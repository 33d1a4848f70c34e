import { useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, showToast, TextInput } from "@bihuan/ui";
import { useState } from "react";
import styles from "./Caller.module.css";
import type { Caller, Parties } from "./core.ts";
import { texts } from "./texts.ts";
import { useKeep } from "./useCard.ts";

interface Props {
  caller: Caller;
  onCaller: (next: Caller) => void;
  parties: Parties;
  onParties: (next: Parties) => void;
}

/** A number that nobody knows: his name is enough; with a company he is known the next time. */
export function Newcomer({ caller, onCaller, parties, onParties }: Props) {
  const t = useTexts(texts);
  const me = useMe();
  const say = useSayProblem();
  const [company, setCompany] = useState("");
  const keep = useKeep();
  const mayKeep = may(me, "create", "contact") && (parties.customer !== null || may(me, "create", "customer"));
  const store = () =>
    keep.mutate(
      { company, customer: parties.customer, name: caller.name.trim(), phone: caller.phone.trim() },
      {
        onSuccess: ({ customer, contact }) => {
          onParties({ ...parties, customer, contact });
          showToast(t("kept", { name: caller.name.trim() }));
        },
      },
    );
  return (
    <div className={styles.newcomer}>
      <p>{t("unknown")}</p>
      <div className={styles.columns}>
        <Control label={t("callerName")}>
          {({ id }) => (
            <TextInput
              id={id}
              maxLength={100}
              value={caller.name}
              onChange={(event) => onCaller({ ...caller, name: event.target.value })}
            />
          )}
        </Control>
        {mayKeep && parties.customer === null && (
          <Control label={t("company")} help={t("companyHint")}>
            {({ id, describedBy }) => (
              <TextInput
                id={id}
                aria-describedby={describedBy}
                maxLength={100}
                value={company}
                onChange={(event) => setCompany(event.target.value)}
              />
            )}
          </Control>
        )}
      </div>
      {keep.error && <Notice>{say(keep.error)}</Notice>}
      {mayKeep && (
        <Button disabled={!caller.name.trim()} busy={keep.isPending} onClick={store}>
          {t("keep")}
        </Button>
      )}
    </div>
  );
}
