import { tenantBase } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem, useSignIn } from "@bihuan/session";
import { Avatar, Notice } from "@bihuan/ui";
import styles from "./FirstDays.module.css";
import { texts } from "./texts.ts";
import { useWelcome } from "./useFirstDays.ts";

/** Where each role looks first. */
const FIRST = {
  admin: "/start",
  front_desk: "/new",
  dispatcher: "/dispatch",
  lead: "/unattended",
  engineer: "/work/",
  approver: "/work/approvals",
  auditor: "/tickets",
  requester: "/work/",
};
type Role = keyof typeof FIRST;
const ORDER: readonly Role[] = [
  "front_desk",
  "dispatcher",
  "engineer",
  "lead",
  "approver",
  "auditor",
  "admin",
  "requester",
];

type Welcome = NonNullable<ReturnType<typeof useWelcome>["data"]>;
type Account = Welcome["accounts"][number];

/** Beside the sign-in of the demo: who one may be, and what to try as them. Nothing anywhere else. */
export default function DemoCards() {
  const t = useTexts(texts);
  const say = useSayProblem();
  const welcome = useWelcome().data;
  const signIn = useSignIn();
  if (!welcome?.demo) return null;
  const firsts = ORDER.map((role) => welcome.accounts.find((one) => one.role_key === role)).filter((one) => !!one);
  const enter = ({ login, password, role_key }: Account) => {
    const go = () => location.assign(tenantBase() + FIRST[role_key as Role]);
    signIn.mutate({ login, password, totp: "", recovery: "" }, { onSuccess: go });
  };
  return (
    <section className={styles.demo}>
      <h2>{t("tryTitle", { company: welcome.company })}</h2>
      <p className={styles.quiet}>{t("tryHint", { password: firsts[0]?.password ?? "" })}</p>
      {signIn.error && <Notice>{say(signIn.error)}</Notice>}
      <ul className={styles.cards}>
        {firsts.map((one) => (
          <li key={one.login}>
            <button type="button" className={styles.card} disabled={signIn.isPending} onClick={() => enter(one)}>
              <Avatar name={one.name} />
              <span>
                <strong>
                  {t(`named_${one.role_key as Role}`)} · {one.name}
                </strong>
                <span className={styles.quiet}>{t(one.role_key as Role)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Phones welcome={welcome} />
    </section>
  );
}

function Phones({ welcome }: { welcome: Welcome }) {
  const t = useTexts(texts);
  const pages = [
    { page: welcome.portal, name: t("customer"), hint: t("customerHint") },
    { page: welcome.work, name: t("workApp"), hint: t("workHint") },
  ];
  return (
    <>
      <ul className={styles.phones}>
        {pages.map(
          ({ page, name, hint }) =>
            page && (
              <li key={page.path}>
                <a className={styles.phone} href={page.path}>
                  <img className={styles.qr} alt="" src={`data:image/svg+xml,${encodeURIComponent(page.qr)}`} />
                  <span>
                    <strong>{name}</strong>
                    <span className={styles.quiet}>{hint}</span>
                  </span>
                </a>
              </li>
            ),
        )}
      </ul>
      {!welcome.reachable && <p className={styles.quiet}>{t("localOnly")}</p>}
    </>
  );
}
