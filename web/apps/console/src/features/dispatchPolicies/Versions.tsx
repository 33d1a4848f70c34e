import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Skeleton } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import type { Body } from "./body.ts";
import styles from "./DispatchPolicies.module.css";
import { texts } from "./texts.ts";
import { useVersion, useVersions } from "./usePolicies.ts";

interface Props {
  now: number;
  onTake: (body: Body) => void;
  onClose: () => void;
}

/** Every version; an earlier one is taken as a draft, tried and published like any other. */
export function Versions({ now, onTake, onClose }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const versions = useVersions();
  const read = useVersion();
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
              {[format.instant(one.at), one.by, t("policyCount", { count: one.policies })].filter(Boolean).join(" · ")}
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
