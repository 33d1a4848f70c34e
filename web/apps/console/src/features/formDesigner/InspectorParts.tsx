import { useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { useId } from "react";
import styles from "./Inspector.module.css";
import { KindIcon } from "./KindIcon.tsx";
import { texts } from "./texts.ts";

export function Head({ shape, title, onRemove }: { shape: string; title: string; onRemove: () => void }) {
  const t = useTexts(texts);
  return (
    <header className={styles.inspectorHead}>
      <span className={styles.badge}>
        <KindIcon shape={shape} size={18} />
      </span>
      <h2>{title}</h2>
      <Button look="quiet" icon="close" label={t("remove")} onClick={onRemove} />
    </header>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  isOn: boolean;
  onChange: (on: boolean) => void;
}

export function Switch({ label, hint, isOn, onChange }: SwitchProps) {
  const id = useId();
  return (
    <label className={styles.switch} htmlFor={id}>
      <input id={id} type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}
