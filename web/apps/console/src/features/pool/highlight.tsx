import { Fragment } from "react";
import styles from "./PoolPage.module.css";

/** A text with what was searched for marked in it; upper and lower case are one. */
export function Highlighted({ text, words }: { text: string; words: readonly string[] }) {
  const parts = split(text, words);
  return parts.map((part, index) => {
    const key = `${index}`;
    return part.isHit ? (
      <mark key={key} className={styles.hit}>
        {part.text}
      </mark>
    ) : (
      <Fragment key={key}>{part.text}</Fragment>
    );
  });
}

export function wordsOf(q: string): string[] {
  return q.split(/\s+/).filter(Boolean);
}

export function split(text: string, words: readonly string[]): { text: string; isHit: boolean }[] {
  if (!words.length) return [{ text, isHit: false }];
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text
    .split(new RegExp(`(${pattern})`, "gi"))
    .map((part, index) => ({ text: part, isHit: index % 2 === 1 }))
    .filter((part) => part.text);
}
