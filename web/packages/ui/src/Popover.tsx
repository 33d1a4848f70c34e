import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button, type ButtonProps } from "./Button.tsx";
import type { IconName } from "./Icon.tsx";
import styles from "./Popover.module.css";

interface Props {
  label: string;
  icon?: IconName;
  className?: string | undefined;
  /** Which edge of the button the panel keeps to. */
  side?: "left" | "right";
  look?: ButtonProps["look"];
  /** What stands in it; a function is given the way to close it. */
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** A button with a panel below it that stays while one works in it; Escape and a press elsewhere close it. */
export function Popover({ label, icon, className, side = "right", look, children }: Props) {
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const press = (event: PointerEvent) => {
      if (!holder.current?.contains(event.target as Node)) setOpen(false);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      holder.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", press);
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("pointerdown", press);
      document.removeEventListener("keydown", key);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    holder.current?.querySelector("button")?.focus();
  };
  return (
    <div ref={holder} className={`${styles.holder} ${className ?? ""}`}>
      <Button
        {...(icon ? { icon } : {})}
        {...(look ? { look } : {})}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {label}
      </Button>
      {open && (
        <div id={id} className={`${styles.panel} ${styles[side]}`} role="dialog" aria-label={label}>
          {typeof children === "function" ? children(close) : children}
        </div>
      )}
    </div>
  );
}
