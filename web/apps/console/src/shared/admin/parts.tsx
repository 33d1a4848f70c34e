// What the pages of administration have in common: a head, a form in a dialog, a text field, a choice of many.
import { isProblem } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Notice, Select, TextInput } from "@bihuan/ui";
import { Select as Choice } from "antd";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import styles from "./Admin.module.css";
import { texts } from "./texts.ts";

const TYPING_MS = 300;

export interface Option {
  value: string;
  label: string;
}

/** A page's name, what it is for, and what one can begin here. */
export function Head({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <header className={styles.top}>
      <div>
        <h1>{title}</h1>
        {hint && <p className={styles.quiet}>{hint}</p>}
      </div>
      {children && <div className={styles.actions}>{children}</div>}
    </header>
  );
}

interface FormProps {
  title: string;
  submit?: string;
  error: unknown;
  busy: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form above the page: what is refused is said above the fields, each fault in its own line. */
export function FormDialog({ title, submit, error, busy, onSubmit, onClose, children }: FormProps) {
  const t = useTexts(texts);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={send}>
        <Refused error={error} />
        {children}
        <div className={styles.end}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={busy}>
            {submit ?? t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Why something was refused, with every fault that the server names. */
export function Refused({ error }: { error: unknown }) {
  const say = useSayProblem();
  if (!error) return null;
  const faults = isProblem(error) ? error.problems : [];
  return (
    <Notice>
      {say(error)}
      {faults.length > 0 && (
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.path} ${fault.code}`}>{fault.detail}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  help?: string;
  type?: string;
  autoComplete?: string;
}

export function TextField({ label, help, required, value, onChange, type = "text", autoComplete = "off" }: TextProps) {
  return (
    <Control label={label} help={help} required={required}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          type={type}
          autoComplete={autoComplete}
          required={required}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

interface ChoiceProps {
  label: string;
  options: Option[];
  help?: string;
}

/** One of a list, or none when there is no need. */
export function OneOf(props: ChoiceProps & { value: string; onChange: (value: string) => void; required?: boolean }) {
  const t = useTexts(texts);
  return (
    <Control label={props.label} help={props.help} required={props.required}>
      {({ id, describedBy }) => (
        <Select
          id={id}
          aria-describedby={describedBy}
          required={props.required}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        >
          <option value="">{props.required ? t("choose") : "–"}</option>
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

/** Several of a list, in the order in which they were chosen. */
export function ManyOf(props: ChoiceProps & { value: readonly string[]; onChange: (value: string[]) => void }) {
  const t = useTexts(texts);
  return (
    <Control label={props.label} help={props.help}>
      {({ id }) => (
        <Choice
          id={id}
          mode="multiple"
          allowClear
          aria-label={props.label}
          showSearch={{ optionFilterProp: "label" }}
          getPopupContainer={(field) => field.closest("dialog") ?? document.body}
          notFoundContent={t("nothing")}
          options={props.options}
          value={[...props.value]}
          onChange={props.onChange}
        />
      )}
    </Control>
  );
}

/** What is typed, once the typing has stopped. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
