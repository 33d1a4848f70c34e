import { useSyncExternalStore } from "react";
import { Icon } from "./Icon.tsx";
import styles from "./Toasts.module.css";

interface Toast {
  id: number;
  text: string;
}

const STAYS_MS = 4_000;
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let last = 0;

/** Say in passing that something was done. Faults stand where they belong, never here. */
export function showToast(text: string): void {
  const id = ++last;
  set([...toasts, { id, text }]);
  setTimeout(() => set(toasts.filter((toast) => toast.id !== id)), STAYS_MS);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={styles.place} role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={styles.toast}>
          <Icon name="check" />
          {toast.text}
        </div>
      ))}
    </div>
  );
}

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
