import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Panel } from "@bihuan/ui";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { SecondFactor } from "./SecondFactor.tsx";
import { texts } from "./texts.ts";

/** Oneself: who one is here, and what guards one's sign-in. */
export default function AccountPage() {
  const t = useTexts(texts);
  const me = useMe();
  useTitle(t("title"));
  const facts = [
    [t("name"), me.name],
    [t("login"), me.login],
    [t("phone"), me.phone],
    [t("email"), me.email],
  ] as const;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      <Panel>
        <dl className={styles.facts}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt className={styles.quiet}>{label}</dt>
              <dd>{value ?? "–"}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <SecondFactor />
    </div>
  );
}
