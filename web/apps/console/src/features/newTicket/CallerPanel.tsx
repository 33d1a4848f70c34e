import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Control, Panel, Skeleton, TextInput } from "@bihuan/ui";
import { useEffect } from "react";
import { Failure } from "../../shared/Failure.tsx";
import styles from "./Caller.module.css";
import { CustomerCard } from "./CustomerCard.tsx";
import { type Card, settled } from "./card.ts";
import { type Caller, NOBODY, type Parties } from "./core.ts";
import { Newcomer } from "./Newcomer.tsx";
import { PartyChoices } from "./Parties.tsx";
import { texts } from "./texts.ts";
import { useCard, useLookup } from "./useCard.ts";

interface Props {
  caller: Caller;
  onCaller: (next: Caller) => void;
  parties: Parties;
  onParties: (next: Parties) => void;
}

/** Before the first field: who calls, from which company, about which device; a number or a device is enough. */
export function CallerPanel({ caller, onCaller, parties, onParties }: Props) {
  const t = useTexts(texts);
  const known = may(useMe(), "read", "customer");
  const lookup = useLookup(known ? caller.phone : "");
  const cards = lookup.data?.cards ?? [];
  const only = cards.length === 1 ? cards[0] : undefined;
  // A number of one company is that company; what was chosen by hand stays.
  useEffect(() => {
    if (only && parties.customer === null) onParties(settled(only));
  }, [only, parties.customer, onParties]);
  const named = useCard(
    known && !cards.some((card) => card.customer.id === parties.customer) ? parties.customer : null,
  );
  const shown = cards.find((card) => card.customer.id === parties.customer) ?? named.data;
  return (
    <Panel title={t("who")}>
      <div className={styles.caller}>
        {known && (
          <Control label={t("phone")} help={t("phoneHint")}>
            {({ id, describedBy }) => (
              <TextInput
                id={id}
                aria-describedby={describedBy}
                type="tel"
                autoComplete="off"
                value={caller.phone}
                onChange={(event) => {
                  onCaller({ ...caller, phone: event.target.value });
                  if (parties.contact) onParties(NOBODY);
                }}
              />
            )}
          </Control>
        )}
        <PartyChoices parties={parties} onChange={onParties} card={shown} />
        {lookup.isFetching && !lookup.data && <Skeleton lines={3} />}
        {lookup.isError && <Failure error={lookup.error} onRetry={() => lookup.refetch()} />}
        <Several cards={parties.customer ? [] : cards} onChoose={(card) => onParties(settled(card))} />
        {lookup.data && !cards.length && !parties.contact && (
          <Newcomer caller={caller} onCaller={onCaller} parties={parties} onParties={onParties} />
        )}
        {shown && <CustomerCard card={shown} parties={parties} onChange={onParties} />}
      </div>
    </Panel>
  );
}

/** A number that several companies gave: one is chosen. */
function Several({ cards, onChoose }: { cards: readonly Card[]; onChoose: (card: Card) => void }) {
  const t = useTexts(texts);
  if (cards.length < 2) return null;
  return (
    <div className={styles.group}>
      <h3>{t("several")}</h3>
      <ul className={styles.rows}>
        {cards.map((card) => (
          <li key={card.customer.id}>
            <button type="button" className={styles.row} onClick={() => onChoose(card)}>
              {card.customer.name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
