import { ProblemError } from "@bihuan/api";
import { setLanguage, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Notice, State } from "@bihuan/ui";
import { type ReactNode, useEffect } from "react";
import { Company, Reach } from "./Company.tsx";
import styles from "./Frame.module.css";
import { texts } from "./texts.ts";

/** A page of the portal: whose it is, what it is about, and its content in one column for a thumb. */
export function Frame({ company, title, children }: { company?: string; title: string; children: ReactNode }) {
  const t = useTexts(texts);
  const language = useLanguage();
  useEffect(() => {
    document.title = company ? `${title} · ${company}` : title;
  }, [title, company]);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <Company name={company ?? t("service")} />
        <Button look="quiet" icon="globe" onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>
          {t("language")}
        </Button>
      </header>
      <main className={styles.main}>
        <h1>{title}</h1>
        {children}
        <Reach />
      </main>
    </div>
  );
}

/** Why something did not work, in words that say what to do. */
export function useSayFault(): (error: Error) => string {
  const t = useTexts(texts);
  return (error) =>
    error instanceof ProblemError ? error.title || t(error.status === 0 ? "offline" : "fault") : t("fault");
}

/** What was refused, every part of it. */
export function Refused({ error }: { error: Error | null }) {
  const say = useSayFault();
  if (!error) return null;
  const details = error instanceof ProblemError ? error.problems : [];
  return (
    <Notice>
      <p>{say(error)}</p>
      {details.map((detail) => (
        <p key={detail.path + detail.code}>{detail.detail}</p>
      ))}
    </Notice>
  );
}

/** A page whose content could not be had. */
export function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTexts(texts);
  const say = useSayFault();
  return (
    <State icon="alert" title={say(error)} alert>
      <Button onClick={onRetry}>{t("retry")}</Button>
    </State>
  );
}
