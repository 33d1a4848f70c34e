import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Icon, Notice } from "@bihuan/ui";
import { type ComponentType, useState } from "react";
import { ICONS } from "../canvas/nodes.tsx";
import { patched } from "../model/edit.ts";
import { type Item, isBlock } from "../model/flow.ts";
import { type Setting, settingsOf } from "../model/settings.ts";
import { kindWord, settingLabel } from "../model/words.ts";
import { texts } from "../texts.ts";
import styles from "./Designer.module.css";
import type { Around, EditorProps } from "./editing.ts";
import { ActionsEditor, RightsEditor, ValuesEditor } from "./formEditors.tsx";
import { IfEmptyEditor, SourcesEditor, WhoEditor } from "./peopleEditors.tsx";
import * as plain from "./plainEditors.tsx";
import { DeadlineEditor, EventEditor, HandOverEditor, UntilEditor } from "./timeEditors.tsx";
import { RefusedEditor, UntilConditionEditor, WaysEditor } from "./wayEditors.tsx";

const EDITORS: Readonly<Record<Setting["as"], ComponentType<EditorProps>>> = {
  stage: plain.StageEditor,
  who: WhoEditor,
  sources: SourcesEditor,
  choice: plain.ChoiceEditor,
  flag: plain.FlagEditor,
  number: plain.NumberEditor,
  length: plain.LengthEditor,
  label: plain.LabelEditor,
  key: plain.KeyEditor,
  roles: plain.RolesEditor,
  steps: plain.StepsEditor,
  multi: plain.MultiEditor,
  visit: plain.VisitEditor,
  ifEmpty: IfEmptyEditor,
  refused: RefusedEditor,
  rights: RightsEditor,
  actions: ActionsEditor,
  deadline: DeadlineEditor,
  handOver: HandOverEditor,
  until: UntilEditor,
  event: EventEditor,
  values: ValuesEditor,
  ticketType: plain.TypeEditor,
  teams: plain.TeamsEditor,
  calendar: plain.CalendarEditor,
  fields: plain.FieldsEditor,
  rows: plain.RowsEditor,
  team: plain.TeamEditor,
  join: plain.JoinEditor,
  condition: UntilConditionEditor,
  ways: WaysEditor,
  lanes: WaysEditor,
  written: plain.Kept,
};

interface Props {
  item: Item;
  around: Around;
  faults: readonly string[];
  onRemove: () => void;
}

/** Everything that can be set of a step; what is rarely needed is folded away while nothing is written there. */
export function StepPanel({ item, around, faults, onRemove }: Props) {
  const t = useTexts(texts);
  const { telling, onBody } = around;
  const [all, setAll] = useState(false);
  const settings = settingsOf(item);
  const isShown = (one: Setting) => all || !one.rare || item[one.key] !== undefined;
  const put = (key: string, value: Json | undefined, touched?: string) =>
    onBody(patched(telling.body, item.id, { [key]: value }), touched);
  const name: Setting = { key: "label", as: "label" };
  return (
    <section className={styles.panel} aria-label={kindWord(telling.say, item.kind)}>
      <header className={styles.panelHead}>
        <h2>
          <Icon name={ICONS[item.kind] ?? "task"} /> {kindWord(telling.say, item.kind)}
        </h2>
        {item.kind !== "start" && (
          <Button look="quiet" aria-label={t("dropSelf")} onClick={onRemove}>
            {t("cut")}
          </Button>
        )}
      </header>
      {faults.length > 0 && (
        <Notice tone="warn">
          <ul className={styles.faults}>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      {[name, ...settings].filter(isShown).map((setting) => {
        const Editor = EDITORS[setting.as];
        return (
          <Editor
            key={`${item.id}.${setting.key}`}
            item={item}
            setting={setting}
            label={setting.key === "label" ? telling.say("name") : settingLabel(telling.say, item, setting)}
            value={item[setting.key]}
            around={around}
            onChange={(value, touched) => put(setting.key, value, touched)}
          />
        );
      })}
      {!isBlock(item) && !all && settings.some((one) => !isShown(one)) && (
        <div>
          <Button look="quiet" icon="chevron" onClick={() => setAll(true)}>
            {t("rest")}
          </Button>
        </div>
      )}
    </section>
  );
}
