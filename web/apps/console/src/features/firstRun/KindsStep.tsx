import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Skeleton, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { Refused } from "../../shared/admin/parts.tsx";
import styles from "./FirstRun.module.css";
import type { StepProps } from "./progress.ts";
import { texts } from "./texts.ts";
import { useAddKinds, useKinds } from "./useFirstRun.ts";

/** What people choose from when they report; one adds one's own. */
export function KindsStep({ progress, onNext }: StepProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const kinds = useKinds(progress.type);
  const [names, setNames] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState("");
  const save = useAddKinds(() => onNext());
  const all = typed.trim() ? [...names, typed.trim()] : names;
  const add = () => {
    setNames(all);
    setTyped("");
  };
  if (kinds.isPending) return <Skeleton lines={4} />;
  const found = kinds.data;
  const said = (label: unknown) =>
    typeof label === "string" ? label : pick(label as Record<string, string>, language);
  return (
    <>
      <p className={styles.quiet}>{found ? t("kindsHint", { field: said(found.label) }) : t("noKinds")}</p>
      <ul className={styles.tags}>
        {found?.options.map((one) => (
          <li key={String(one.value)}>{said(one.label)}</li>
        ))}
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <Refused error={save.error} />
      {found && (
        <form
          className={styles.row}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Control label={t("add")}>
            {({ id }) => (
              <TextInput id={id} value={typed} maxLength={50} onChange={(event) => setTyped(event.target.value)} />
            )}
          </Control>
          <Button type="submit" disabled={!typed.trim()}>
            {t("added")}
          </Button>
        </form>
      )}
      <div>
        <Button
          look="primary"
          busy={save.isPending}
          onClick={() => (found && all.length ? save.mutate({ kinds: found, names: all }) : onNext())}
        >
          {t("next")}
        </Button>
      </div>
    </>
  );
}
