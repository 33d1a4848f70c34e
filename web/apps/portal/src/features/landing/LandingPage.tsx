import { setLanguage, useLanguage, useTexts } from "@bihuan/i18n";
import { Brand, Button } from "@bihuan/ui";
import { Link } from "wouter";
import { Company } from "../../shared/Company.tsx";
import { FromPhoto } from "./FromPhoto.tsx";
import styles from "./LandingPage.module.css";
import { texts } from "./texts.ts";

export function LandingPage() {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <main className={styles.page}>
      <Company name={<Brand name={t("title")} />} />
      <h1>{t("heading")}</h1>
      <p className={styles.text}>{t("how")}</p>
      <FromPhoto />
      <Link href="/mine">{t("mine")}</Link>
      <Button look="quiet" icon="globe" onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>
        {t("language")}
      </Button>
    </main>
  );
}
