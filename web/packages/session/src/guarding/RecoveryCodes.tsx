import { useTexts } from "@bihuan/i18n";
import { Button, showToast } from "@bihuan/ui";
import styles from "./guarding.module.css";
import { texts } from "./texts.ts";

/** The codes, this once: to copy, to download, and a button that says they were kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useTexts(texts);
  const plain = codes.join("\n");
  const copy = async () => {
    await navigator.clipboard.writeText(plain);
    showToast(t("copied"));
  };
  return (
    <div className={styles.steps}>
      <p>{t("codesHint")}</p>
      <ul className={styles.codes} aria-label={t("codes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.ends}>
        {/* Only where the page came by https does a browser let a page copy. */}
        {globalThis.isSecureContext && <Button onClick={copy}>{t("copy")}</Button>}
        <a
          className={styles.download}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${plain}\n`)}`}
          download="bihuan-recovery-codes.txt"
        >
          {t("download")}
        </a>
        <Button look="primary" onClick={onKept}>
          {t("kept")}
        </Button>
      </div>
    </div>
  );
}
