import styles from "./CompanyMark.module.css";
import { logoAddress, useCompany } from "./company.ts";

/** Logo and name of the company, once it has said what they are; until then nothing. */
export default function CompanyMark({ apart }: { apart?: boolean }) {
  const company = useCompany().data;
  if (!company?.own) return null;
  return (
    <span className={styles.mark} data-apart={apart}>
      {company.logo && <img className={styles.logo} src={logoAddress(company.logo)} alt="" />}
      <span className={styles.name}>{company.name}</span>
    </span>
  );
}
