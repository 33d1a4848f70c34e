import { tenantBase } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Panel } from "@bihuan/ui";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { AccountsStep } from "./AccountsStep.tsx";
import styles from "./FirstRun.module.css";
import { KindsStep } from "./KindsStep.tsx";
import {
  INDUSTRIES,
  type Industry,
  keepProgress,
  type Progress,
  readProgress,
  STEPS,
  type StepProps,
} from "./progress.ts";
import { texts } from "./texts.ts";
import { useCode, useIndustry } from "./useFirstRun.ts";

/** An empty company's administrator is led to the first ticket. */
export default function FirstRunPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const me = useMe();
  const [progress, setProgress] = useState(() => readProgress(me.id));
  const at = STEPS.indexOf(progress.step);
  const go = (to: number, more: Partial<Progress> = {}) => {
    const next = { ...progress, ...more, step: STEPS[to] ?? "ticket" };
    keepProgress(me.id, next);
    setProgress(next);
  };
  const Current = PAGES[progress.step];
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        <Link to="/start">{t("skip")}</Link>
      </Head>
      <progress className={styles.progress} value={at + 1} max={STEPS.length} aria-label={t("step", { no: at + 1 })} />
      <Panel>
        <div className={styles.step}>
          <span className={styles.quiet}>{t("step", { no: at + 1 })}</span>
          <h2>{t(progress.step)}</h2>
          <Current key={progress.step} progress={progress} onNext={(more) => go(at + 1, more)} />
          {at > 0 && (
            <div>
              <Button look="quiet" icon="back" onClick={() => go(at - 1)}>
                {t("back")}
              </Button>
            </div>
          )}
        </div>
      </Panel>
    </div>
  );
}

const PAGES = { industry: IndustryStep, kinds: KindsStep, accounts: AccountsStep, code: CodeStep, ticket: TicketStep };

function IndustryStep({ onNext }: StepProps) {
  const t = useTexts(texts);
  const chosen = useIndustry((industry) => onNext({ type: INDUSTRIES[industry].type }));
  return (
    <>
      <p className={styles.quiet}>{t("industryHint")}</p>
      <Refused error={chosen.error} />
      <ul className={styles.choices}>
        {(Object.keys(INDUSTRIES) as Industry[]).map((one) => (
          <li key={one}>
            <button
              type="button"
              className={styles.choice}
              disabled={chosen.isPending}
              onClick={() => chosen.mutate(one)}
            >
              <strong>{t(one)}</strong>
              <span className={styles.quiet}>{t(`${one}Hint`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function CodeStep({ progress, onNext }: StepProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { key, label, isMade, make } = useCode(progress.type);
  return (
    <>
      {progress.password && <p role="status">{t("password", { password: progress.password })}</p>}
      <p className={styles.quiet}>{t("codeHint")}</p>
      <Refused error={make.error} />
      {isMade && (
        <img
          className={styles.code}
          alt={t("codeOf", { name: pick(label, language) })}
          src={`${tenantBase()}/api/v1/public-forms/${encodeURIComponent(key)}/code`}
        />
      )}
      <div className={styles.row}>
        {!isMade && (
          <Button look="primary" busy={make.isPending} onClick={() => make.mutate(undefined)}>
            {t("makeCode")}
          </Button>
        )}
        <Button look={isMade ? "primary" : "quiet"} onClick={() => onNext()}>
          {t("next")}
        </Button>
      </div>
    </>
  );
}

function TicketStep({ progress }: StepProps) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  return (
    <>
      <p className={styles.quiet}>{t("ticketHint")}</p>
      <div>
        <Button look="primary" onClick={() => navigate(`/new?type=${encodeURIComponent(progress.type)}`)}>
          {t("toTicket")}
        </Button>
      </div>
    </>
  );
}
