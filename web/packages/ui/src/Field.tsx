import { type ComponentProps, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from "react";
import styles from "./Field.module.css";

export interface ControlProps {
  label: string;
  help?: string | undefined;
  /** What is wrong, said at the field itself. */
  problem?: string | undefined;
  required?: boolean | undefined;
  /** A group of controls (choices) rather than one. */
  group?: boolean;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
}

/** Label, control, help and fault of one field, tied together for readers of screens. */
export function Control({ label, help, problem, required, group, children }: ControlProps) {
  const id = useId();
  const describedBy = problem || help ? `${id}-says` : undefined;
  const Holder = group ? "fieldset" : "div";
  const Label = group ? "legend" : "label";
  return (
    <Holder className={styles.holder}>
      <Label className={styles.label} {...(group ? {} : { htmlFor: id })}>
        {label}
        {required && (
          <span className={styles.star} aria-hidden="true">
            *
          </span>
        )}
      </Label>
      {children({ id, describedBy, invalid: Boolean(problem) })}
      {(problem || help) && (
        <p id={describedBy} className={problem ? styles.problem : styles.help} role={problem ? "alert" : undefined}>
          {problem ?? help}
        </p>
      )}
    </Holder>
  );
}

export function TextInput({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input className={`${styles.box} ${className ?? ""}`} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={3} className={`${styles.box} ${styles.area} ${className ?? ""}`} {...rest} />;
}

export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select className={`${styles.box} ${styles.select} ${className ?? ""}`} {...rest} />;
}
