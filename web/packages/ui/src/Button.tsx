import type { ButtonHTMLAttributes } from "react";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon.tsx";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconName;
  /** Something is under way: the button stays, but does not act twice. */
  busy?: boolean;
  /** Shows only its icon; the label is for readers of screens and as a tip. */
  label?: string;
}

export function Button({ look = "plain", icon, busy, label, children, className, disabled, ...rest }: ButtonProps) {
  const name = [styles.button, styles[look], label && !children ? styles.square : "", className].join(" ");
  return (
    <button
      type="button"
      className={name}
      aria-label={label}
      title={label}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      {...rest}
    >
      {busy ? <span className={styles.turning} /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
