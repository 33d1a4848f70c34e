import { type ReactNode, type SyntheticEvent, useEffect, useRef } from "react";
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
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  // At once: the browser says only some milliseconds later that it has closed it, and would then take with it what was
  // asked for meanwhile. Closed first, for that gives the focus back.
  const close = () => {
    ref.current?.close();
    onClose();
  };
  const onCancel = (event: SyntheticEvent) => {
    // Choosing no file bubbles up as a cancel, too.
    if (event.target !== ref.current) return;
    event.preventDefault();
    close();
  };
  return (
    <dialog ref={ref} className={styles.dialog} aria-label={title} onCancel={onCancel} onClose={onClose}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <Button look="quiet" icon="close" label={closeLabel} onClick={close} />
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}
