import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Skeleton, showToast } from "@bihuan/ui";
import { useEffect } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { texts as common } from "../../shared/admin/texts.ts";
import { texts } from "./texts.ts";
import { useFirstPassword, useInvite } from "./useAdminPeople.ts";

interface Props {
  user: string;
  name: string;
  onClose: () => void;
}

/** The link and the code with which somebody chooses a password; a new one at each opening, the older ones end. */
export function InvitationDialog({ user, onClose }: Props) {
  const t = useTexts(texts);
  const c = useTexts(common);
  const format = useFormats();
  const { mutate, data, error } = useInvite();
  useEffect(() => mutate(user), [mutate, user]);
  const copy = async () => {
    await navigator.clipboard.writeText(data?.address ?? "");
    showToast(t("copied"));
  };
  return (
    <Dialog title={t("invite")} closeLabel={c("close")} onClose={onClose}>
      <div className={styles.form}>
        <Refused error={error} />
        {!data && !error && <Skeleton lines={5} />}
        {data && (
          <>
            <p>{t("inviteHint", { until: format.instant(data.until) })}</p>
            <img className={styles.qr} alt={t("invite")} src={`data:image/svg+xml,${encodeURIComponent(data.qr)}`} />
            <p className={styles.secret}>{data.address}</p>
            <div className={styles.end}>
              <Button look="primary" onClick={copy}>
                {t("copy")}
              </Button>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** A first password, shown this once. */
export function PasswordDialog({ user, name, onClose }: Props) {
  const t = useTexts(texts);
  const c = useTexts(common);
  const { mutate, data, error } = useFirstPassword();
  useEffect(() => mutate(user), [mutate, user]);
  return (
    <Dialog title={t("passwordTitle")} closeLabel={c("close")} onClose={onClose}>
      <div className={styles.form}>
        <Refused error={error} />
        {!data && !error && <Skeleton lines={3} />}
        {data && (
          <>
            <p>{t("passwordHint", { name })}</p>
            <p className={styles.secret}>{data}</p>
          </>
        )}
      </div>
    </Dialog>
  );
}
