import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Leaves } from "@bihuan/session/leaves";
import { Button, Panel } from "@bihuan/ui";
import { useNavigate } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { Deputies } from "../../shared/deputies/Deputies.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Password } from "./Password.tsx";
import { Recovery } from "./Recovery.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { texts } from "./texts.ts";

/** Oneself: who one is here, and what guards one's sign-in. */
export default function AccountPage() {
  const t = useTexts(texts);
  const me = useMe();
  useTitle(t("title"));
  const navigate = useNavigate();
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
      {may(me, "read", "roster") && <Leaves user={me.id} />}
      <Deputies user={null} />
      <Panel title={t("handOver")}>
        <p className={styles.quiet}>{t("handOverAbout")}</p>
        <div className={styles.end}>
          <Button onClick={() => navigate("/hand-over?person=me")}>{t("toHandOver")}</Button>
        </div>
      </Panel>
      <Password />
      <SecondFactor />
      <Recovery />
    </div>
  );
}
