import { useTexts } from "@bihuan/i18n";
import { Button, Tag } from "@bihuan/ui";
import { MoreMenu } from "../exchange/Bpmn.tsx";
import type { BpmnOf } from "../exchange/useBpmn.ts";
import styles from "../Flows.module.css";
import type { Finding } from "../marking.ts";
import { texts } from "../texts.ts";
import { texts as trialTexts } from "../trial/texts.ts";
import own from "./Designer.module.css";
import type { Design } from "./useDesign.ts";
import type { Publishing } from "./usePublishing.ts";

/** What stands beside the drawing while no step is chosen. */
export type View = "whole" | "check" | "trial";

interface Props {
  design: Design;
  name: string;
  findings: readonly Finding[];
  publishing: Publishing;
  bpmn: BpmnOf;
  view: View;
  onView: (view: View) => void;
  onLeave: () => void;
  onDrop: () => void;
}

/** Above the drawing: what is being drawn, and everything that can be done with it. */
export function Tools({ design, name, findings, publishing, bpmn, view, onView, onLeave, onDrop }: Props) {
  const t = useTexts(texts);
  const tTrial = useTexts(trialTexts);
  const errors = findings.filter((one) => one.severity === "error").length;
  const says = errors ? t("checkErrors", { count: errors }) : t("checkAdvice", { count: findings.length });
  return (
    <header className={styles.bar}>
      <Button look="quiet" icon="back" label={t("close")} onClick={onLeave} />
      <h1 className={own.name}>{name}</h1>
      {design.isDirty && <Tag tone="warn">{t("unpublished")}</Tag>}
      <div className={own.tools} role="toolbar" aria-label={t("edit")}>
        <Button look="quiet" disabled={!design.canUndo} onClick={design.undo}>
          {t("undo")}
        </Button>
        <Button look="quiet" disabled={!design.canRedo} onClick={design.redo}>
          {t("redo")}
        </Button>
        <Button look="quiet" disabled={!design.selected} onClick={design.copy}>
          {t("copy")}
        </Button>
        <Button look="quiet" onClick={design.paste}>
          {t("paste")}
        </Button>
        <Button look="quiet" icon="up" label={t("up")} disabled={!design.selected} onClick={() => design.shift(-1)} />
        <Button
          look="quiet"
          icon="chevron"
          label={t("down")}
          disabled={!design.selected}
          onClick={() => design.shift(1)}
        />
        <Button look="quiet" onClick={() => onView("whole")}>
          {t("flowSettings")}
        </Button>
        <MoreMenu bpmn={bpmn} />
      </div>
      {design.isDirty && (
        <Button look="quiet" onClick={onDrop}>
          {t("dropDraft")}
        </Button>
      )}
      <Button icon="route" aria-pressed={view === "trial"} onClick={() => onView(view === "trial" ? "whole" : "trial")}>
        {tTrial("trial")}
      </Button>
      <Button
        icon={errors ? "alert" : "check"}
        className={errors ? (own.bad ?? "") : ""}
        onClick={() => onView(view === "check" ? "whole" : "check")}
      >
        {findings.length ? says : t("checkGood")}
      </Button>
      <Button
        look="primary"
        busy={publishing.isBusy}
        disabled={errors > 0 || !design.isDirty}
        onClick={() => publishing.send()}
      >
        {t("publish")}
      </Button>
    </header>
  );
}
