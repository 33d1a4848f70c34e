import { api, tenantBase, unwrap } from "@bihuan/api";
import { setZone, useTexts } from "@bihuan/i18n";
import type { ReactNode } from "react";
import styles from "./Company.module.css";
import { texts } from "./texts.ts";
import { useAsked } from "./useAsked.ts";

let asked: ReturnType<typeof ask> | null = null;

/** A customer reads the company's hours, wherever his phone is. */
const ask = async () => {
  const company = await unwrap(api.GET("/api/v1/portal/company"));
  setZone(company.zone);
  return company;
};

/** Asked once for all pages; a line that was down is asked again by the next page. */
function whose() {
  asked ??= ask();
  asked.catch(() => {
    asked = null;
  });
  return asked;
}

/** The number that a customer calls, where the company has named one. */
export function Reach() {
  const t = useTexts(texts);
  const phone = useAsked(whose).data?.phone;
  if (!phone) return null;
  return (
    <p className={styles.reach}>
      {t("servicePhone")} <a href={`tel:${phone.replace(/[^\d+]/g, "")}`}>{phone}</a>
    </p>
  );
}

/** Logo and name of the company; `name` stands until they are known, and where it has said nothing of itself. */
export function Company({ name }: { name: ReactNode }) {
  const company = useAsked(whose).data;
  if (!company?.own) return <span className={styles.company}>{name}</span>;
  return (
    <span className={styles.company}>
      {company.logo && <img className={styles.logo} src={`${tenantBase()}/api/v1${company.logo}`} alt="" />}
      {company.name}
    </span>
  );
}
