import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./Menu.module.css";

export interface MenuItem {
  key: string;
  label: string;
  icon?: IconName;
  onPick: () => void;
}

interface Props {
  label: string;
  items: MenuItem[];
  children: ReactNode;
}

/** A button that opens a short list of things to do: arrows move, Enter picks, Escape closes. */
export function Menu({ label, items, children }: Props) {
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    holder.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const close = (event: PointerEvent) => {
      if (!holder.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, [open]);
  const pick = (item: MenuItem) => {
    setOpen(false);
    // The item goes away: whoever works by keys goes on from the button.
    holder.current?.querySelector<HTMLElement>("button")?.focus();
    item.onPick();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the menu inside
    <div
      ref={holder}
      className={styles.holder}
      onKeyDown={(event) => onKey(event, holder.current, () => setOpen(false))}
    >
      <button
        type="button"
        className={styles.opener}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div id={id} role="menu" aria-label={label} className={styles.list}>
          {items.map((item) => (
            <button key={item.key} type="button" role="menuitem" className={styles.item} onClick={() => pick(item)}>
              {item.icon && <Icon name={item.icon} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function onKey(event: KeyboardEvent, holder: HTMLElement | null, close: () => void): void {
  if (event.key === "Escape") {
    close();
    holder?.querySelector<HTMLElement>("button")?.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...(holder?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + step + items.length) % items.length]?.focus();
}
