import { SuggestArea, type SuggestionSource } from "@bihuan/ui";
import { lazy, Suspense, useRef } from "react";
import { useReplies } from "./useReplies.ts";
import styles from "./writing.module.css";

const ReplyPicker = lazy(() => import("./ReplyPicker.tsx"));

interface Props {
  /** Id or number of the ticket that it is about: replies are filled in with it. */
  ticket: string;
  value: string;
  onChange: (value: string) => void;
  id?: string;
  label?: string;
  placeholder?: string;
  rows?: number;
  required?: boolean;
  /** What is offered besides preset replies, as colleagues behind @. */
  sources?: readonly SuggestionSource[];
}

/** Where one writes to colleagues or a customer: preset replies by a button or behind `/`. */
export function WritingBox({ ticket, value, onChange, label, sources = [], ...native }: Props) {
  const replies = useReplies(ticket);
  const box = useRef<HTMLDivElement>(null);
  const add = async (reply: string) => {
    const words = await replies?.words(reply);
    if (words) onChange(value.trim() ? `${value.trimEnd()}\n${words}` : words);
    box.current?.querySelector("textarea")?.focus();
  };
  return (
    <div ref={box} className={styles.box}>
      <SuggestArea
        {...native}
        aria-label={label}
        value={value}
        onChange={onChange}
        sources={replies ? [...sources, replies.source] : sources}
      />
      {replies && (
        <Suspense>
          <ReplyPicker onPick={add} />
        </Suspense>
      )}
    </div>
  );
}
