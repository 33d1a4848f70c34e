import type { ImportInput, ImportTable } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useState } from "react";
import { Link, Navigate, useParams, useSearchParams } from "react-router";
import { Head } from "../../shared/admin/parts.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import type { ImportKind } from "./asking.ts";
import { Checked } from "./Checked.tsx";
import { Columns } from "./Columns.tsx";
import styles from "./Imports.module.css";
import { Running } from "./Running.tsx";
import { Source } from "./Source.tsx";
import { texts } from "./texts.ts";

const LISTS: Record<ImportKind, string> = { customer: "/customers", device: "/devices" };

/** A table of customers or devices: chosen, matched, checked, taken over. */
export default function ImportPage() {
  const { kind } = useParams();
  if (kind !== "customer" && kind !== "device") return <Navigate to="/customers" replace />;
  return <Steps key={kind} kind={kind} />;
}

interface Read {
  table: ImportTable;
  asking: ImportInput;
}

function Steps({ kind }: { kind: ImportKind }) {
  const t = useTexts(texts);
  useTitle(t(kind));
  const [search, setSearch] = useSearchParams();
  const [read, setRead] = useState<Read | null>(null);
  const [checks, setChecks] = useState(false);
  const run = search.get("run");
  const step = run ? 3 : checks ? 2 : read ? 1 : 0;
  const anew = () => {
    setRead(null);
    setChecks(false);
    setSearch({});
  };
  const asks = (asking: ImportInput) => setRead((before) => before && { ...before, asking });
  return (
    <div className={styles.page}>
      <Link to={LISTS[kind]}>{t(kind === "customer" ? "backCustomer" : "backDevice")}</Link>
      <Head title={t(kind)} hint={t(kind === "customer" ? "hintCustomer" : "hintDevice")} />
      <ol className={styles.steps} aria-label={t("import")}>
        {(["stepFile", "stepColumns", "stepCheck", "stepRun"] as const).map((name, place) => (
          <li key={name} aria-current={place === step ? "step" : undefined}>
            {t(name)}
          </li>
        ))}
      </ol>
      {run && <Running key={run} id={run} list={LISTS[kind]} onAnother={anew} />}
      {step === 0 && (
        <Source
          kind={kind}
          onRead={(table, asking) => setRead({ table, asking })}
          onOpen={(id) => setSearch({ run: id })}
        />
      )}
      {step === 1 && read && (
        <Columns {...read} onRead={setRead} onAsking={asks} onCheck={() => setChecks(true)} onOther={anew} />
      )}
      {step === 2 && read && (
        <Checked
          table={read.table}
          asking={read.asking}
          onAsking={asks}
          onBack={() => setChecks(false)}
          onBegun={(begun) => setSearch({ run: begun.id })}
        />
      )}
    </div>
  );
}
