import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, lengthWords, Notice, Skeleton, timeTexts } from "@bihuan/ui";
import { lazy, Suspense, useMemo, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useNarrow } from "../../shared/useNarrow.ts";
import { useTitle } from "../../shared/useTitle.ts";
import type { Mark } from "./canvas/marks.ts";
import { Differences } from "./Differences.tsx";
import { dropDraft, keptDraft } from "./designer/draft.ts";
import type { Published } from "./designer/useDesign.ts";
import { StepFacts, WholeFacts } from "./Facts.tsx";
import styles from "./Flows.module.css";
import { changeMarks, standingMarks } from "./marking.ts";
import { changesOf, withRemoved } from "./model/diff.ts";
import { type FlowBody, findItem } from "./model/flow.ts";
import type { Telling } from "./model/words.ts";
import { speech } from "./speech.ts";
import { texts } from "./texts.ts";
import { useFlow, useFormFields, useStanding, useTelling } from "./useFlows.ts";
import { Versions } from "./Versions.tsx";

const Canvas = lazy(() => import("./canvas/Canvas.tsx"));
const Designer = lazy(() => import("./designer/Designer.tsx"));

type Flow = NonNullable<ReturnType<typeof useFlow>["data"]>;

/** One flow: drawn, each step in words, its versions; and being changed. */
export default function FlowPage() {
  const t = useTexts(texts);
  const { key = "" } = useParams();
  const flow = useFlow(key);
  const language = useLanguage();
  const me = useMe();
  const navigate = useNavigate();
  const [isEdited, setEdited] = useState(false);
  const isNarrow = useNarrow();
  const fresh = useMemo(() => keptDraft(key, me.id), [key, me.id]);
  useTitle(flow.data ? pick(flow.data.body.label as Record<string, string>, language) : t("title"));
  if (flow.isError && !flow.data && fresh?.base === 0) {
    return (
      <Editing
        of={{ body: fresh.body, form: fresh.form, version: 0 }}
        onDone={(version) => (version ? void flow.refetch() : navigate("/flows"))}
      />
    );
  }
  if (flow.isError && !flow.data) return <Failure error={flow.error} onRetry={() => flow.refetch()} />;
  if (!flow.data) return <Skeleton lines={12} height={20} />;
  if (isEdited && !isNarrow) {
    const { form, version, body } = flow.data;
    return <Editing of={{ body: body as unknown as FlowBody, form, version }} onDone={() => setEdited(false)} />;
  }
  return <Read flow={flow.data} onEdit={isNarrow ? null : () => setEdited(true)} />;
}

function Editing({ of, onDone }: { of: Published; onDone: (version: number | null) => void }) {
  return (
    <Suspense fallback={<Skeleton lines={12} height={20} />}>
      <Designer published={of} onDone={onDone} />
    </Suspense>
  );
}

function Read({ flow, onEdit }: { flow: Flow; onEdit: (() => void) | null }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const mayEdit = may(useMe(), "publish", "flow");
  const [compared, setCompared] = useState<number | null>(null);
  const [side, setSide] = useState<"step" | "versions">("step");
  const [selected, setSelected] = useState<string | null>(null);
  const [isLive, setLive] = useState(false);
  const telling = useFlowTelling(flow);
  const old = useFlow(compared === null ? "" : flow.key, compared);
  const before = useFlowTelling(compared !== null && old.data?.version === compared ? old.data : null);
  const shown = before && compared !== null ? withRemoved(before.body, telling.body) : telling.body;
  const marks = useMarks(telling, compared === null ? null : before, isLive);
  const choose = (id: string | null) => {
    setSelected(id);
    if (compared === null) setSide("step");
  };
  const item = findItem(shown, selected);
  return (
    <div className={styles.work}>
      <header className={styles.bar}>
        <div className={styles.grow}>
          <Link to="/flows" className={styles.quiet}>
            {t("back")}
          </Link>
          <h1>{pick(flow.body.label as Record<string, string>, language) || flow.key}</h1>
        </div>
        <span className={styles.quiet}>{t("version", { version: flow.version })}</span>
        <Button aria-pressed={isLive} icon="board" onClick={() => setLive(!isLive)}>
          {t("overlay")}
        </Button>
        <Button aria-pressed={side === "versions"} icon="clock" onClick={() => setSide("versions")}>
          {t("versions")}
        </Button>
        {mayEdit && onEdit && (
          <Button look="primary" icon="pen" onClick={onEdit}>
            {t("edit")}
          </Button>
        )}
      </header>
      {mayEdit && !onEdit && <Notice tone="warn">{t("readOnlyPhone")}</Notice>}
      {mayEdit && onEdit && <Kept of={flow.key} onGoOn={onEdit} />}
      <div className={styles.stage}>
        <Suspense fallback={<Skeleton lines={10} height={24} />}>
          <Canvas body={shown} selected={selected} onSelect={choose} marks={marks} {...speech(telling)} />
        </Suspense>
        <aside className={styles.aside}>
          {side === "versions" && (
            <Versions
              of={flow.key}
              newest={flow.version}
              compared={compared}
              mayRestore={mayEdit}
              onCompare={setCompared}
            />
          )}
          {compared !== null && before && (
            <section aria-label={t("differences", { old: compared, next: flow.version })}>
              <h2>{t("differences", { old: compared, next: flow.version })}</h2>
              <Differences old={before} next={telling} />
            </section>
          )}
          {side === "step" && item && <StepFacts item={item} telling={telling} />}
          {side === "step" && !item && (
            <>
              <p className={styles.quiet}>{t("chooseStep")}</p>
              <WholeFacts telling={telling} />
              <p className={styles.quiet}>{t("legend")}</p>
            </>
          )}
        </aside>
      </div>
    </div>
  );
}

/** A draft from earlier: one goes on, or drops it. */
function Kept({ of, onGoOn }: { of: string; onGoOn: () => void }) {
  const t = useTexts(texts);
  const format = useFormats();
  const me = useMe();
  const [kept, setKept] = useState(() => keptDraft(of, me.id));
  if (!kept) return null;
  return (
    <Notice tone="warn">
      {t("draftKept", { at: format.instant(kept.at), version: kept.base })}{" "}
      <Button onClick={onGoOn}>{t("goOn")}</Button>{" "}
      <Button
        look="quiet"
        onClick={() => {
          dropDraft(of, me.id);
          setKept(null);
        }}
      >
        {t("dropDraft")}
      </Button>
    </Notice>
  );
}

const EMPTY: FlowBody = { key: "", root: [] };

function useFlowTelling(flow: Flow): Telling;
function useFlowTelling(flow: Flow | null): Telling | null;
function useFlowTelling(flow: Flow | null): Telling | null {
  const fields = useFormFields(flow?.form ?? "", flow?.form_version ?? null);
  const body = (flow?.body as unknown as FlowBody | undefined) ?? EMPTY;
  const telling = useTelling(body, fields, flow?.sentences ?? NO_SENTENCES);
  return flow ? telling : null;
}

const NO_SENTENCES: Record<string, string> = {};

function useMarks(telling: Telling, before: Telling | null, isLive: boolean): ReadonlyMap<string, Mark> {
  const t = useTexts(texts);
  const sayTime = useTexts(timeTexts);
  const standing = useStanding(telling.body.key, isLive);
  return useMemo(() => {
    if (before) return changeMarks(changesOf(before.body, telling.body), t);
    if (!isLive || !standing.data) return new Map();
    return standingMarks(standing.data, telling.body, {
      count: (count) => t("standsHere", { count }),
      time: (ms) => t("usually", { time: lengthWords(ms, sayTime) }),
    });
  }, [telling, before, isLive, standing.data, t, sayTime]);
}
