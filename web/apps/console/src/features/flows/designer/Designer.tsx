import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Dialog, Notice } from "@bihuan/ui";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useBlocker } from "react-router";
import Canvas from "../canvas/Canvas.tsx";
import { BpmnOutcome } from "../exchange/Bpmn.tsx";
import { useBpmn } from "../exchange/useBpmn.ts";
import styles from "../Flows.module.css";
import { type Finding, findingMarks } from "../marking.ts";
import { moved, removed } from "../model/edit.ts";
import { findItem, nameOf, type Slot } from "../model/flow.ts";
import { speech } from "../speech.ts";
import { texts } from "../texts.ts";
import { trialMarks } from "../trial/marks.ts";
import { TrialPanel } from "../trial/TrialPanel.tsx";
import { useTrial } from "../trial/useTrial.ts";
import { useCheck, useFormFields, useTelling } from "../useFlows.ts";
import { CheckPanel } from "./CheckPanel.tsx";
import own from "./Designer.module.css";
import { Meeting } from "./Meeting.tsx";
import { Palette } from "./Palette.tsx";
import { StepPanel } from "./StepPanel.tsx";
import { sayFinding } from "./saying.ts";
import { Tools, type View } from "./Tools.tsx";
import { useAround } from "./useAround.ts";
import { type Design, type Published, useDesign } from "./useDesign.ts";
import { stepTo, useKeys } from "./useKeys.ts";
import { usePublishing } from "./usePublishing.ts";
import { WholePanel } from "./WholePanel.tsx";

interface Props {
  published: Published;
  /** With the version that was published, or null where one left. */
  onDone: (version: number | null) => void;
}

/** A flow being drawn. Nothing is lost: the draft is kept on this device until it is published or dropped. */
export default function Designer({ published, onDone }: Props) {
  const design = useDesign(published);
  useKeys(design);
  const drawing = useDrawing(design);
  const publishing = usePublishing(design, onDone);
  const [view, setView] = useState<View>("whole");
  const trying = useTrying(design, drawing, view === "trial");
  const bpmn = useBpmn(design);
  const { telling, findings } = drawing;
  return (
    <div className={styles.work}>
      <Tools
        design={design}
        name={nameOf(design.body.label, telling.language, design.body.key)}
        findings={findings}
        publishing={publishing}
        bpmn={bpmn}
        view={view}
        onView={(next) => {
          design.choose(null);
          setView(next);
        }}
        onLeave={() => onDone(null)}
        onDrop={() => {
          design.drop();
          onDone(null);
        }}
      />
      <Trouble publishing={publishing} />
      <div className={styles.stage}>
        <Drawing design={design} drawing={trying.marks ? { ...drawing, marks: trying.marks } : drawing} />
        <aside className={styles.aside}>
          {!design.selected && <BpmnOutcome bpmn={bpmn} onGo={design.choose} />}
          <Side design={design} drawing={drawing} view={view} trying={trying} onView={setView} />
        </aside>
      </div>
      {publishing.meeting && (
        <Meeting
          meeting={publishing.meeting}
          telling={telling}
          onSettle={publishing.settle}
          onClose={publishing.leave}
        />
      )}
      <Leaving isDirty={design.isDirty && !publishing.isBusy} />
    </div>
  );
}

/** What the draft says of itself: words, findings, what its conditions may ask. */
function useDrawing(design: Design) {
  const t = useTexts(texts);
  const fields = useFormFields(design.form);
  const check = useCheck(design.body, design.form, true);
  const telling = useTelling(design.body, fields, check.data?.sentences ?? NOTHING);
  const around = useAround(telling, fields, check.data?.fields ?? [], design.change);
  const findings = (check.data?.findings ?? NONE) as readonly Finding[];
  const marks = useMemo(
    () => findingMarks(findings, (finding) => sayFinding(finding, telling, t)),
    [findings, telling, t],
  );
  return { telling, around, findings, marks, check };
}

/** The try-run: it goes on with what is changed meanwhile. */
function useTrying(design: Design, { findings, telling, check }: DrawingOf, isOn: boolean) {
  const language = useLanguage();
  const isFit = Boolean(check.data) && !findings.some((one) => one.severity === "error");
  const trial = useTrial(design.body, design.form, isOn && isFit);
  const { state } = trial;
  const marks = useMemo(() => {
    if (!isOn || !state) return null;
    const names = new Map(state.people.map((one) => [one.id, pick(one.name, language)]));
    return trialMarks(telling.body, state, (id) => names.get(id) ?? id);
  }, [isOn, state, telling.body, language]);
  return { isFit, trial, marks };
}

const NOTHING: Record<string, string> = {};
const NONE: readonly Finding[] = [];

type DrawingOf = ReturnType<typeof useDrawing>;

function Drawing({ design, drawing }: { design: Design; drawing: DrawingOf }) {
  const t = useTexts(texts);
  const holder = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent) => {
    const next = stepTo(event, design.body, design.selected);
    if (next === null) return;
    event.preventDefault();
    design.choose(next);
    holder.current?.querySelector<HTMLElement>(`[data-step="${next}"]`)?.focus({ preventScroll: true });
  };
  const plus = (slot: Slot) => (
    <button
      type="button"
      data-slot={`${slot.of ?? "root"}/${slot.way}/${slot.at}`}
      className={own.plus}
      aria-label={t("addHere")}
      aria-pressed={same(design.adding, slot)}
      onClick={() => design.begin(slot)}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the steps inside
    <div ref={holder} className={own.drawing} onKeyDown={go}>
      <Canvas
        body={design.body}
        selected={design.selected}
        onSelect={design.choose}
        marks={drawing.marks}
        plus={plus}
        onMove={(id, to) => design.change(moved(design.body, id, to))}
        {...speech(drawing.telling)}
      />
    </div>
  );
}

function same(one: Slot | null, other: Slot): boolean {
  return one !== null && one.of === other.of && one.way === other.way && one.at === other.at;
}

interface SideProps {
  design: Design;
  drawing: DrawingOf;
  view: View;
  trying: ReturnType<typeof useTrying>;
  onView: (view: View) => void;
}

function Side({ design, drawing, view, trying, onView }: SideProps) {
  const t = useTexts(texts);
  const { telling, around, findings } = drawing;
  const { adding } = design;
  if (adding) return <Palette onPick={(kind) => design.make(adding, kind)} onClose={() => design.choose(null)} />;
  const item = findItem(design.body, design.selected);
  if (item) {
    const faults = findings.filter((one) => one.step === item.id).map((one) => sayFinding(one, telling, t));
    return (
      <StepPanel
        key={item.id}
        item={item}
        around={around}
        faults={faults}
        onRemove={() => {
          design.change(removed(design.body, item.id));
          design.choose(null);
        }}
      />
    );
  }
  if (view === "trial") {
    return <TrialPanel {...trying} form={design.form} telling={telling} onClose={() => onView("whole")} />;
  }
  if (view === "check") return <CheckPanel findings={findings} telling={telling} onGo={design.choose} />;
  return <WholePanel around={around} form={design.form} onForm={(form) => design.put({ form })} />;
}

function Trouble({ publishing }: { publishing: ReturnType<typeof usePublishing> }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  if (publishing.unproven) {
    return (
      <Notice tone="warn">
        {t("confirmTitle")} <Button onClick={() => publishing.send(true)}>{t("confirmPublish")}</Button>
      </Notice>
    );
  }
  return publishing.error && !publishing.meeting ? <Notice>{say(publishing.error)}</Notice> : null;
}

/** Leaving the page asks, although nothing would be lost. */
function Leaving({ isDirty }: { isDirty: boolean }) {
  const t = useTexts(texts);
  const blocker = useBlocker(isDirty);
  if (blocker.state !== "blocked") return null;
  return (
    <Dialog title={t("leaveTitle")} closeLabel={t("close")} onClose={() => blocker.reset()}>
      <p>{t("leaveHint")}</p>
      <div className={own.end}>
        <Button onClick={() => blocker.reset()}>{t("stay")}</Button>
        <Button look="primary" onClick={() => blocker.proceed()}>
          {t("leave")}
        </Button>
      </div>
    </Dialog>
  );
}
