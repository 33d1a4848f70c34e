import { setLanguage, useLanguage, useTexts } from "@bihuan/i18n";
import { Brand, Button } from "@bihuan/ui";
import { type FormEvent, lazy, type ReactNode, Suspense } from "react";
import styles from "./SessionGate.module.css";
import { words } from "./words.ts";

const CompanyMark = lazy(() => import("./CompanyMark.tsx"));

interface Props {
  title: string;
  hint?: string;
  /** What the one form does; without it the page holds forms of its own. */
  onSubmit?: (event: FormEvent) => void;
  children: ReactNode;
  /** What stands next to the form where there is room, else below. */
  beside?: ReactNode;
}

/** The page before the first page: a mark, one small form, the other language. */
export function Front({ title, hint, onSubmit, children, beside }: Props) {
  const t = useTexts(words);
  const language = useLanguage();
  const Body = onSubmit ? "form" : "div";
  return (
    <main className={styles.front}>
      <div className={styles.pair}>
        <div className={styles.card}>
          <Brand name={t("product")} />
          <p className={styles.tagline}>{t("tagline")}</p>
          <Suspense>
            <CompanyMark apart />
          </Suspense>
          <Body className={styles.form} {...(onSubmit ? { onSubmit } : {})}>
            <h1 className={styles.title}>{title}</h1>
            {hint && <p className={styles.tagline}>{hint}</p>}
            {children}
          </Body>
        </div>
        {beside}
      </div>
      <Button look="quiet" icon="globe" onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>
        {t("language")}
      </Button>
    </main>
  );
}
