import { birthdayOf, type Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, TextInput } from "@bihuan/ui";
import { useState } from "react";
import type { ControlInput } from "../controlInput.ts";
import styles from "./Contacts.module.css";
import { texts } from "./texts.ts";

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

const KEYBOARDS = { phone: "tel", email: "email", url: "url", id_card: "text" } as const;
const OFFERED = { phone: "tel", email: "email", url: "url", id_card: "off" } as const;
type Contact = keyof typeof KEYBOARDS;

/** Phone, e-mail, web address, identity card: what was understood stands beside what was typed. */
export default function ContactControl({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, cell } = input;
  const name = field.kind.name as Contact;
  const typed = String(value ?? "");
  const clean = cleanOf(input, value);
  const link = clean && field.kind.link?.(clean);
  return (
    <div className={styles.line}>
      <TextInput
        {...attributes}
        inputMode={KEYBOARDS[name]}
        autoComplete={OFFERED[name]}
        autoCapitalize="none"
        spellCheck={false}
        placeholder={cell ? undefined : t(`${name}Hint`)}
        value={typed}
        onChange={(event) => state.set(field.key, event.target.value || null)}
      />
      {!cell && clean && name === "id_card" && <output className={styles.said}>{aboutPerson(clean, t)}</output>}
      {!cell && link && (
        <a className={styles.link} href={link} {...(name === "url" ? APART : {})}>
          {t(`${name as Exclude<Contact, "id_card">}Go`)}
        </a>
      )}
    </div>
  );
}

const APART = { target: "_blank", rel: "noopener noreferrer" };

/** The value in its one writing; empty while it is not right. */
function cleanOf({ field }: ControlInput, value: Json): string {
  try {
    return String(field.kind.clean(value, field) ?? "");
  } catch {
    return "";
  }
}

/** What an identity card's number says by itself: the day of birth and the sex. */
function aboutPerson(number: string, t: (name: "male" | "female") => string): string {
  return `${birthdayOf(number)} · ${t(Number(number[16]) % 2 ? "male" : "female")}`;
}

/** An identity card's number as one may see it over somebody's shoulder, until it is asked for. */
export function ShownIdentity({ number }: { number: string }) {
  const t = useTexts(texts);
  const [isOpen, setOpen] = useState(false);
  // What came masked from the server cannot be opened here.
  if (birthdayOf(number) === null) return <>{number}</>;
  return (
    <span className={styles.line}>
      <span className={styles.number}>{isOpen ? number : `${number[0]}****************${number[17]}`}</span>
      <Button onClick={() => setOpen(!isOpen)}>{t(isOpen ? "hide" : "show")}</Button>
    </span>
  );
}
