import { api, type PublicFormPage, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Notice, Panel, Skeleton } from "@bihuan/ui";
import { lazy, useCallback } from "react";
import { Failed, Frame } from "../../shared/Frame.tsx";
import { Late } from "../../shared/Late.tsx";
import { useAsked } from "../../shared/useAsked.ts";
import styles from "./ReportPage.module.css";
import { texts } from "./texts.ts";

// The form and all that judges it. Loaded while the page is asked for, not behind it; whoever only looks at how things
// stand does not load it at all.
const loadReport = () => import("./Report.tsx");
const Report = lazy(() => loadReport().then((one) => ({ default: one.Report })));

/** The page behind a public link, or behind the code on a device or of a place. */
export function ReportPage({ form, code, place }: { form: string; code?: string; place?: string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const ask = useCallback(() => {
    // What fails to load says so where it is drawn.
    loadReport().catch(() => undefined);
    return unwrap(
      api.GET("/api/v1/portal/forms/{key}", {
        params: { path: { key: form }, query: { ...(code && { device: code }), ...(place && { place }) } },
      }),
    );
  }, [form, code, place]);
  const page = useAsked(ask);
  if (page.error && !page.data)
    return (
      <Frame title={t("heading")}>
        <Failed error={page.error} onRetry={page.again} />
      </Frame>
    );
  if (!page.data)
    return (
      <Frame title={t("heading")}>
        <Panel>
          <Skeleton lines={7} height={22} />
        </Panel>
      </Frame>
    );
  const intro = pick(page.data.intro, language);
  return (
    <Frame company={page.data.company} title={pick(page.data.label, language)}>
      {intro && <p className={styles.intro}>{intro}</p>}
      {page.data.device && <DeviceCard device={page.data.device} />}
      {page.data.place && (
        <Panel>
          <strong>{`${t("placeLine")}${placeOf(page.data.place)}`}</strong>
        </Panel>
      )}
      {place && !page.data.place && <Notice tone="warn">{t("unknownPlace")}</Notice>}
      {code && !page.data.device && <Notice tone="warn">{t("unknownCode")}</Notice>}
      <Late fallback={<Skeleton lines={7} height={22} />}>
        <Report page={page.data} />
      </Late>
    </Frame>
  );
}

function placeOf({ name, room }: NonNullable<PublicFormPage["place"]>): string {
  return [name, room].filter(Boolean).join(" · ");
}

function DeviceCard({ device }: { device: NonNullable<PublicFormPage["device"]> }) {
  const t = useTexts(texts);
  const facts = [
    [t("sn"), device.sn],
    [t("place"), device.place],
  ] as const;
  return (
    <Panel title={device.name ?? t("device")}>
      <dl className={styles.facts}>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Panel>
  );
}
