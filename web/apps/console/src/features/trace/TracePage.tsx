import type { TraceBox } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Icon, Skeleton, State } from "@bihuan/ui";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { recentOf, remember } from "./box.ts";
import { Found } from "./Found.tsx";
import { Parts } from "./Parts.tsx";
import styles from "./Trace.module.css";
import { texts } from "./texts.ts";
import { type Asked, useTraceBox } from "./useTrace.ts";

const PAUSE_MS = 180;

/** One box: who, when, which device, whose ticket. What was found stands below while one types. */
export default function TracePage() {
  const t = useTexts(texts);
  const me = useMe();
  const navigate = useNavigate();
  const [asked, ask] = useAsked();
  const found = useTraceBox(asked);
  useTitle(t("title"));
  const open = (number: string) => {
    remember(me.id, asked.q);
    navigate(`/trace/${number}`);
  };
  const only = found.isPlaceholderData ? null : (found.data?.only ?? null);
  return (
    <div className={styles.page}>
      <h1>{t("title")}</h1>
      {may(me, "read", "ledger") && <Link to="/trace/drill">{t("drill")}</Link>}
      <Box asked={asked} onAsk={ask} onEnter={() => only && open(only)} />
      {asked.q.trim() ? (
        <Answer asked={asked} onAsk={ask} found={found} onOpen={() => remember(me.id, asked.q)} />
      ) : (
        <Before person={me.id} onAsk={(q) => ask({ q, as: [] })} />
      )}
    </div>
  );
}

function Box({ asked, onAsk, onEnter }: { asked: Asked; onAsk: (asked: Asked) => void; onEnter: () => void }) {
  const t = useTexts(texts);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(asked.q);
  const [sent, setSent] = useState(asked.q);
  if (asked.q !== sent) {
    // A chip was taken away, or an example taken.
    setSent(asked.q);
    if (asked.q.trim() !== text.trim()) setText(asked.q);
  }
  useEffect(() => {
    if (text === asked.q) return;
    const timer = setTimeout(() => onAsk({ ...asked, q: text }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, asked, onAsk]);
  useEffect(() => input.current?.focus(), []);
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onEnter();
    if (event.key === "Escape") setText("");
    if (event.key === "ArrowDown") {
      event.preventDefault();
      document.querySelector<HTMLElement>("[data-found]")?.focus();
    }
  };
  return (
    <div className={styles.box}>
      <Icon name="search" size={20} />
      <input
        ref={input}
        type="search"
        className={styles.input}
        aria-label={t("box")}
        placeholder={t("placeholder")}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      {text && <Button look="quiet" icon="close" label={t("clear")} onClick={() => setText("")} />}
    </div>
  );
}

interface AnswerProps {
  asked: Asked;
  onAsk: (asked: Asked) => void;
  found: { data: TraceBox | undefined; isPending: boolean; error: Error | null; refetch: () => unknown };
  onOpen: () => void;
}

function Answer({ asked, onAsk, found, onOpen }: AnswerProps) {
  const t = useTexts(texts);
  if (found.isPending) return <Skeleton lines={6} height={18} />;
  if (!found.data) return <Failure error={found.error} onRetry={() => found.refetch()} />;
  const { tokens, items, more } = found.data;
  return (
    <>
      <Parts tokens={tokens} asked={asked} onAsk={onAsk} />
      {items.length > 0 && (
        <p className={styles.count} role="status">
          {t(more ? "foundMore" : "found", { count: items.length })}
        </p>
      )}
      <Found items={items} onOpen={onOpen} />
      {items.length === 0 && <State icon="search" title={t("nothing")} hint={t("nothingHint")} />}
    </>
  );
}

/** Nothing typed yet: what one may type, and what was looked for before. */
function Before({ person, onAsk }: { person: string; onAsk: (q: string) => void }) {
  const t = useTexts(texts);
  const recent = recentOf(person);
  const examples = [t("exampleAll"), t("exampleCustomer"), t("exampleDay"), t("exampleNumber")];
  return (
    <div className={styles.before}>
      <p>{t("about")}</p>
      <Offers title={t("examples")} texts={examples} onAsk={onAsk} />
      {recent.length > 0 && <Offers title={t("recent")} texts={recent} onAsk={onAsk} />}
    </div>
  );
}

function Offers(props: { title: string; texts: readonly string[]; onAsk: (q: string) => void }) {
  return (
    <section>
      <h2 className={styles.offered}>{props.title}</h2>
      <ul className={styles.offers}>
        {props.texts.map((text) => (
          <li key={text}>
            <Button onClick={() => props.onAsk(text)}>{text}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is asked stands in the address: it can be sent on, and Back brings it back. */
function useAsked(): [Asked, (asked: Asked) => void] {
  const [parameters, setParameters] = useSearchParams();
  const asked = { q: parameters.get("q") ?? "", as: parameters.getAll("as") };
  const ask = ({ q, as }: Asked) => {
    const next = new URLSearchParams();
    if (q) next.set("q", q);
    // What was said about a part that is gone is forgotten.
    for (const one of as) if (q.includes(one.split(":").slice(2).join(":"))) next.append("as", one);
    setParameters(next, { replace: true });
  };
  return [asked, ask];
}
