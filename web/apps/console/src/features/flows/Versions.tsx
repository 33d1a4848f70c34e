import { useFormats, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Notice, Skeleton, showToast } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import styles from "./Flows.module.css";
import type { FlowBody } from "./model/flow.ts";
import { texts } from "./texts.ts";
import { readFlow, useFlowVersions, usePublish } from "./useFlows.ts";

interface Props {
  of: string;
  newest: number;
  compared: number | null;
  mayRestore: boolean;
  onCompare: (version: number | null) => void;
}

/** Every version of a flow: compared with the newest on the drawing and in words, or published again. */
export function Versions({ of, newest, compared, mayRestore, onCompare }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const say = useSayProblem();
  const versions = useFlowVersions(of);
  const publish = usePublish();
  const restore = async (version: number) => {
    const { body, form } = await readFlow(of, version);
    publish.mutate(
      { body: body as unknown as FlowBody, form, base: newest, confirmed: true },
      {
        onSuccess: (done) => {
          onCompare(null);
          showToast(t("restored", { from: version, to: done.version }));
        },
      },
    );
  };
  return (
    <section aria-label={t("versions")}>
      <h2>{t("versions")}</h2>
      {mayRestore && <p className={styles.quiet}>{t("versionsHint")}</p>}
      {publish.error && <Notice>{say(publish.error)}</Notice>}
      {versions.isPending && <Skeleton lines={4} />}
      {versions.isError && <Failure error={versions.error} onRetry={() => versions.refetch()} />}
      <ul className={styles.versions}>
        {versions.data?.map((one) => (
          <li key={one.version}>
            <div className={styles.grow}>
              <strong>{t("version", { version: one.version })}</strong>
              <p className={styles.quiet}>{[format.instant(one.at), one.by].filter(Boolean).join(" · ")}</p>
            </div>
            {one.version !== newest && (
              <Button
                look="quiet"
                aria-pressed={compared === one.version}
                onClick={() => onCompare(compared === one.version ? null : one.version)}
              >
                {t("compare")}
              </Button>
            )}
            {one.version !== newest && mayRestore && (
              <Button busy={publish.isPending} onClick={() => void restore(one.version)}>
                {t("restore", { version: one.version })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
