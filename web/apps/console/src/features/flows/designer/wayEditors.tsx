// Where it goes on: conditions, ways of a branch, lanes, what a refusal leads to.
import type { Json, JsonObject } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Skeleton, TextInput } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import { type Askable, readCondition, writeCondition } from "../../../shared/conditions/model.ts";
import { movedWay, patchedWay, withoutWay, withWay } from "../model/edit.ts";
import { earlierOf, isObject, listOf, named, nameOf, stagesOf, waysOf } from "../model/flow.ts";
import { labelOf, sayCondition } from "../model/words.ts";
import { texts } from "../texts.ts";
import { both } from "./both.ts";
import styles from "./Designer.module.css";
import type { EditorProps } from "./editing.ts";
import { Pick } from "./plainEditors.tsx";

const ConditionBuilder = lazy(() =>
  import("../../../shared/conditions/ConditionBuilder.tsx").then((found) => ({ default: found.ConditionBuilder })),
);

interface ConditionProps {
  title: string;
  said: string;
  tree: Json | undefined;
  fields: readonly Askable[];
  onChange: (tree: Json) => void;
}

/** A condition as a sentence, and the button behind which it is put together. */
export function ConditionButton({ title, said, tree, fields, onChange }: ConditionProps) {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={styles.condition}
        aria-label={t("conditionOf", { name: title })}
        onClick={() => setOpen(true)}
      >
        {said}
      </button>
      {open && (
        <Builder
          title={t("conditionOf", { name: title })}
          tree={tree}
          fields={fields}
          onClose={() => setOpen(false)}
          onChange={(next) => {
            setOpen(false);
            onChange(next);
          }}
        />
      )}
    </>
  );
}

type BuilderProps = Omit<ConditionProps, "said"> & { onClose: () => void };

function Builder({ title, tree, fields, onChange, onClose }: BuilderProps) {
  const t = useTexts(texts);
  const [group, setGroup] = useState(() => readCondition(tree === undefined ? "" : JSON.stringify(tree), fields));
  const written = writeCondition(group);
  return (
    <Dialog title={title} closeLabel={t("close")} onClose={onClose}>
      <Suspense fallback={<Skeleton lines={3} />}>
        <ConditionBuilder fields={fields} group={group} onChange={setGroup} />
      </Suspense>
      <div className={styles.end}>
        <Button look="primary" onClick={() => onChange(written ? (JSON.parse(written) as Json) : { all: [] })}>
          {t("applyCondition")}
        </Button>
      </div>
    </Dialog>
  );
}

export function UntilConditionEditor({ item, label, value, onChange, around }: EditorProps) {
  const { telling } = around;
  const said =
    value === undefined
      ? telling.say("noCondition")
      : (telling.sentences[`${item.id}/until`] ?? telling.say("complexCondition"));
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      <ConditionButton
        title={label}
        said={said}
        tree={value}
        fields={around.askable}
        onChange={(tree) => onChange(tree)}
      />
    </fieldset>
  );
}

/** The ways of a branch in the order in which they are asked, or the lanes of a block. */
export function WaysEditor({ item, label, around }: EditorProps) {
  const t = useTexts(texts);
  const { body } = around.telling;
  const isBranch = item.kind === "branch";
  const count = waysOf(item).length;
  const fresh = isBranch ? both("wayOne") : { zh: t("lane", { no: count + 1 }), en: t("lane", { no: count + 1 }) };
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      {waysOf(item).map((way, at) => (
        <WayEditor key={way.key} item={item} at={at} around={around} />
      ))}
      <div>
        <Button look="quiet" icon="plus" onClick={() => around.onBody(withWay(body, item.id, fresh))}>
          {t(isBranch ? "addWay" : "addLane")}
        </Button>
      </div>
    </fieldset>
  );
}

function WayEditor({ item, at, around }: WayProps) {
  const t = useTexts(texts);
  const { telling, onBody } = around;
  const { body, language } = telling;
  const way = waysOf(item)[at];
  const when = listOf(item.ways)[at]?.when;
  if (!way) return null;
  const name = nameOf(way.label, language, way.key);
  const write = (text: string) =>
    onBody(patchedWay(body, item.id, at, { label: named(way.label as Json, language, text) }), `${item.id}/${at}`);
  return (
    <div className={styles.way}>
      <div className={styles.row}>
        <TextInput
          aria-label={t("wayName")}
          maxLength={60}
          value={name}
          onChange={(event) => write(event.target.value)}
        />
        <Button
          look="quiet"
          icon="up"
          label={t("wayUp", { name })}
          onClick={() => onBody(movedWay(body, item.id, at, -1))}
        />
        <Button
          look="quiet"
          icon="chevron"
          label={t("wayDown", { name })}
          onClick={() => onBody(movedWay(body, item.id, at, 1))}
        />
        <Button
          look="quiet"
          icon="close"
          label={t("dropWay", { name })}
          onClick={() => onBody(withoutWay(body, item.id, at))}
        />
      </div>
      {item.kind === "branch" && when === undefined && <p className={styles.quiet}>{telling.say("defaultWay")}</p>}
      {item.kind === "branch" && when !== undefined && (
        <ConditionButton
          title={name}
          said={sayCondition(item, at, telling)}
          tree={when}
          fields={around.askable}
          onChange={(tree) => onBody(patchedWay(body, item.id, at, { when: tree }))}
        />
      )}
    </div>
  );
}

interface WayProps {
  item: EditorProps["item"];
  around: EditorProps["around"];
  at: number;
}

/** What a refusal leads to: the end, an end in a stage, a step, or a way of its own. */
export function RefusedEditor({ item, label, value, onChange, around }: EditorProps) {
  const { telling } = around;
  const { say } = telling;
  const how = !isObject(value) ? "terminate" : "return_to" in value ? "return" : "items" in value ? "items" : "stage";
  const options = ["terminate", "stage", "return", "items"].map((one) => ({
    value: one,
    label: say(`refused_${one}` as "name"),
  }));
  const earlier = earlierOf(telling.body, item.id).map((one) => ({ value: one.id, label: labelOf(one, telling) }));
  const stages = stagesOf(telling.body).map((one) => ({
    value: one.key,
    label: nameOf(one.label, telling.language, one.key),
  }));
  const begin: Record<string, Json | undefined> = {
    terminate: undefined,
    stage: { stage: (telling.body.stages as JsonObject[] | undefined)?.at(-1)?.key ?? "" },
    return: { return_to: earlier[0]?.value ?? "" },
    items: { items: [] },
  };
  const details = isObject(value) ? value : {};
  return (
    <>
      <Pick label={label} value={how} options={options} onChange={(next) => onChange(begin[next])} />
      {how === "stage" && (
        <Pick
          label={say("stage")}
          value={String(details.stage ?? "")}
          options={stages}
          onChange={(stage) => onChange({ ...details, stage })}
        />
      )}
      {how === "return" && (
        <Pick
          label={say("refused_return")}
          value={String(details.return_to ?? "")}
          options={earlier}
          onChange={(step) => onChange({ ...details, return_to: step })}
        />
      )}
    </>
  );
}
