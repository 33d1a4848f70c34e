import type { Bundle } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Skeleton, Tag } from "@bihuan/ui";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import styles from "./FirstDays.module.css";
import { texts } from "./texts.ts";
import { useBundles, useSwitchBundle } from "./useFirstDays.ts";
import { useHistory } from "./useWhole.ts";
import { Whole } from "./Whole.tsx";

/** What ships with Bihuan: whole ways of working, switched on and off like bricks. */
export default function BundlesPage() {
  const t = useTexts(texts);
  useTitle(t("bundles"));
  const bundles = useBundles();
  // Both parts come together: the upper one would push the other down.
  const isPending = useHistory().isPending || bundles.isPending;
  return (
    <div className={styles.page}>
      <Head title={t("bundles")} hint={t("bundlesHint")} />
      {isPending && <Skeleton lines={6} />}
      {bundles.isError && <Failure error={bundles.error} onRetry={() => bundles.refetch()} />}
      <ul className={styles.bundles}>
        {(isPending ? [] : bundles.data)?.map((bundle) => (
          <Card key={bundle.key} bundle={bundle} />
        ))}
      </ul>
      {!isPending && <Whole />}
    </div>
  );
}

function Card({ bundle }: { bundle: Bundle }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const change = useSwitchBundle();
  const name = pick(bundle.label, language);
  const on = bundle.state !== "off";
  const next = (wanted: boolean) => change.mutate({ key: bundle.key, on: wanted });
  return (
    <li className={styles.bundle}>
      <h2>
        {name} <Tag tone={bundle.state === "on" ? "good" : "neutral"}>{t(bundle.state)}</Tag>
      </h2>
      <p className={styles.quiet}>{pick(bundle.summary, language)}</p>
      <p>{bundle.types.map((type) => pick(type.label, language)).join(" · ")}</p>
      <Refused error={change.error} />
      <div className={styles.choices}>
        {bundle.state !== "on" && (
          <Button
            look="primary"
            busy={change.isPending}
            aria-label={`${t("switchOn")} ${name}`}
            onClick={() => next(true)}
          >
            {t("switchOn")}
          </Button>
        )}
        {on && (
          <Button busy={change.isPending} aria-label={`${t("switchOff")} ${name}`} onClick={() => next(false)}>
            {t("switchOff")}
          </Button>
        )}
      </div>
    </li>
  );
}
