import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Skeleton } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";
import { useVersion, useVersions, type Whole } from "./usePolicies.ts";

interface Props {
  of: string;
  now: number;
  onTake: (version: Whole) => void;
  onClose: () => void;
}

/** Every version of a set; an earlier one is taken as a draft, looked at and published like any other. */
export function Versions({ of, now, onTake, onClose }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const versions = useVersions(of);
  const read = useVersion(of);
  return (
    <Dialog title={t("versions")} closeLabel={t("close")} onClose={onClose}>
      <p className={styles.quiet}>{t("versionsHint")}</p>
      {versions.isPending && <Skeleton lines={4} />}
      {versions.isError && <Failure error={versions.error} onRetry={() => versions.refetch()} />}
      <ul className={styles.rows}>
        {versions.data?.map((one) => (
          <li key={one.version} className={styles.head}>
            <strong>{t("version", { version: one.version })}</strong>
            <span className={styles.quiet}>
              {[format.instant(one.at), one.by, one.active ? null : t("off")].filter(Boolean).join(" · ")}
            </span>
            {one.version !== now && (
              <Button
                busy={read.isPending && read.variables === one.version}
                aria-label={t("takeVersion", { version: one.version })}
                onClick={() => read.mutate(one.version, { onSuccess: onTake })}
              >
                {t("take")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
