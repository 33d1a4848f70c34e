import { useTexts } from "@bihuan/i18n";
import { Chip } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Channels } from "./Channels.tsx";
import { Failed } from "./Failed.tsx";
import { texts } from "./texts.ts";
import { Wordings } from "./Wordings.tsx";

const PARTS = { channels: Channels, wording: Wordings, failed: Failed } as const;
type Part = keyof typeof PARTS;

/** How notices leave the product: channels, words, and what did not arrive. */
export default function MessagesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const [part, setPart] = useState<Part>("channels");
  const Shown = PARTS[part];
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      <div className={styles.bar}>
        {(Object.keys(PARTS) as Part[]).map((key) => (
          <Chip key={key} on={key === part} onToggle={() => setPart(key)}>
            {t(key)}
          </Chip>
        ))}
      </div>
      <Shown />
    </div>
  );
}
