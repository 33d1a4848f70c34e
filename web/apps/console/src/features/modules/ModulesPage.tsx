import type { CompanyModule } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Panel, Skeleton, showToast } from "@bihuan/ui";
import { useId, useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Modules.module.css";
import { SwitchOff } from "./SwitchOff.tsx";
import { texts } from "./texts.ts";
import { useModules, useSwitch } from "./useModules.ts";

/** What the company uses of the product: the rest is put away, and loses nothing. */
export default function ModulesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const modules = useModules();
  const { data } = modules;
  const off = data?.filter((one) => !one.on) ?? [];
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      {modules.isPending && <Skeleton lines={13} height={32} />}
      {modules.isError && !data && <Failure error={modules.error} onRetry={() => modules.refetch()} />}
      {data && (
        <>
          <Modules title={t("inUse")} modules={data.filter((one) => one.on)} />
          <Modules title={t("notInUse")} modules={off} none={t("noneOff")} />
        </>
      )}
    </div>
  );
}

function Modules({ title, modules, none }: { title: string; modules: readonly CompanyModule[]; none?: string }) {
  return (
    <Panel title={title}>
      {!modules.length && <p className={styles.quiet}>{none}</p>}
      <ul className={own.modules} aria-label={title}>
        {modules.map((module) => (
          <Line key={module.key} module={module} />
        ))}
      </ul>
    </Panel>
  );
}

function Line({ module }: { module: CompanyModule }) {
  const t = useTexts(texts);
  const id = useId();
  const [asks, setAsks] = useState(false);
  const change = useSwitch();
  const missing = module.on ? module.needed_by : module.needs.filter(({ on }) => !on);
  const flip = () => {
    if (module.on) setAsks(true);
    else {
      const told = t("switchedOn", { name: module.label });
      change.mutate({ module, on: true }, { onSuccess: () => showToast(told) });
    }
  };
  const others = missing.map(({ label }) => label).join(t("comma"));
  return (
    <li className={own.module}>
      <div className={own.words}>
        <strong>{module.label}</strong>
        <p className={own.about}>{module.about}</p>
        {module.amounts.length > 0 && <p className={styles.quiet}>{module.amounts.join(" · ")}</p>}
        {others && (
          <p id={id} className={own.held}>
            {t(module.on ? "neededBy" : "needs", { others })}
          </p>
        )}
        <Refused error={change.error} />
      </div>
      <button
        type="button"
        role="switch"
        className={own.switch}
        aria-checked={module.on}
        aria-label={module.label}
        aria-describedby={others ? id : undefined}
        disabled={Boolean(others) || change.isPending}
        onClick={flip}
      >
        <span className={own.track} />
      </button>
      {asks && <SwitchOff module={module} onClose={() => setAsks(false)} />}
    </li>
  );
}
