import type { SearchHit } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Fragment, type ReactNode } from "react";
import styles from "./Hit.module.css";
import { texts } from "./texts.ts";

/** Where the words stand that were looked for: in a note of that day, in the name of a file. */
export function Hit({ hit }: { hit: SearchHit }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const where = hit.where === "field" && hit.label ? pick(hit.label, language) : t(hit.where);
  return (
    <>
      <span className={styles.where}>
        {where}
        {hit.at ? ` · ${format.instant(hit.at)}` : ""}
      </span>{" "}
      <Marked hit={hit} />
    </>
  );
}

/** A text with what was looked for marked in it. Its places count characters, as the server does. */
export function Marked({ hit }: { hit: SearchHit }) {
  const characters = [...hit.text];
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start = 0, end = 0] of hit.marks) {
    parts.push(<Fragment key={at}>{characters.slice(at, start).join("")}</Fragment>);
    parts.push(<mark key={`hit ${start}`}>{characters.slice(start, end).join("")}</mark>);
    at = end;
  }
  return (
    <>
      {parts}
      {characters.slice(at).join("")}
    </>
  );
}
