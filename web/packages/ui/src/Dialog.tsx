import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "./Button.tsx";
import styles from "./Dialog.module.css";

interface Props {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
}

/** A page above the page; the browser keeps the focus inside and closes it with Escape. */
export function Dialog({ title, closeLabel, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  // After every render: closed and asked for again in one go, React keeps the element, which the browser has closed.
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
  });
  return (
    <dialog ref={ref} className={styles.dialog} aria-label={title} onClose={onClose}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <Button look="quiet" icon="close" label={closeLabel} onClick={() => ref.current?.close()} />
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}
