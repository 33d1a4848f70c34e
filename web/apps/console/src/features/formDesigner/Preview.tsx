import { type FormDefinition, type JsonObject, readForm } from "@bihuan/core";
import { FormFields, RELATIONS, useFormState } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Notice, Select } from "@bihuan/ui";
import { useMemo, useRef, useState } from "react";
import { useDesign } from "./design.ts";
import type { FormBody } from "./draft/body.ts";
import { texts } from "./texts.ts";
import { type Step, useSteps } from "./useSteps.ts";
import styles from "./Views.module.css";

const DEVICES = ["desktop", "phone"] as const;
type Device = (typeof DEVICES)[number];

/** The form as people will meet it: on a desk or a phone, at each step with its rights; it can be tried out. */
export default function Preview({ isNarrow }: { isNarrow: boolean }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { body } = useDesign();
  const [device, setDevice] = useState<Device>(isNarrow ? "phone" : "desktop");
  const [tries, setTries] = useState(0);
  const steps = useSteps(body.form);
  const [chosen, setChosen] = useState("");
  const step = steps.find((one) => one.id === chosen);
  const [form, isLast] = useReadable(body);
  return (
    <div className={styles.preview}>
      <div className={styles.previewBar}>
        {!isNarrow && (
          <span className={styles.views}>
            {DEVICES.map((one) => (
              <button key={one} type="button" aria-pressed={device === one} onClick={() => setDevice(one)}>
                {t(one)}
              </button>
            ))}
          </span>
        )}
        {steps.length > 0 && (
          <Select aria-label={t("asStep")} value={chosen} onChange={(event) => setChosen(event.target.value)}>
            <option value="">{t("allRights")}</option>
            {steps.map((one) => (
              <option key={one.id} value={one.id}>
                {t("stepAs", { step: pick(one.label, language), who: one.who.join(", ") || t("anybody") })}
              </option>
            ))}
          </Select>
        )}
        <Button look="quiet" onClick={() => setTries(tries + 1)}>
          {t("startOver")}
        </Button>
      </div>
      {!isLast && <Notice tone="warn">{t("lastGood")}</Notice>}
      {form && <Trial key={`${device} ${chosen} ${tries}`} form={form} device={device} step={step} />}
    </div>
  );
}

interface TrialProps {
  form: FormDefinition;
  device: Device;
  step: Step | undefined;
}

function Trial({ form, device, step }: TrialProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const zone = useMe().tenant.zone;
  const state = useFormState({ form, zone, ...(step ? { rights: step.rights } : {}) });
  const [said, setSaid] = useState<boolean | null>(null);
  return (
    <div className={styles.frame} data-device={device}>
      <h2>{pick({ ...form.label }, language)}</h2>
      <FormFields state={state} />
      <div className={styles.trialEnd}>
        <Button look="primary" onClick={() => setSaid(state.check())}>
          {t("tryIt")}
        </Button>
        {said !== null && <span role="status">{t(said ? "tryGood" : "tryBad")}</span>}
      </div>
    </div>
  );
}

/** The form as it is now; while it cannot be read, as it last could. */
function useReadable(body: FormBody): [FormDefinition | null, boolean] {
  const last = useRef<FormDefinition | null>(null);
  const read = useMemo(() => {
    try {
      return readForm(body as unknown as JsonObject, RELATIONS);
    } catch {
      return null;
    }
  }, [body]);
  if (read) last.current = read;
  return [last.current, read !== null];
}
