import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog } from "@bihuan/ui";
import { useState } from "react";
import { Differences } from "../Differences.tsx";
import { type Conflict, merged } from "../model/diff.ts";
import { inserted, patched, removed, without } from "../model/edit.ts";
import { type FlowBody, findItem, type Item, slotOf } from "../model/flow.ts";
import { settingsOf } from "../model/settings.ts";
import { labelOf, sayValue, settingLabel, type Telling } from "../model/words.ts";
import { texts } from "../texts.ts";
import styles from "./Designer.module.css";
import { Pick } from "./plainEditors.tsx";
import type { Meeting as Met } from "./usePublishing.ts";

interface Props {
  meeting: Met;
  telling: Telling;
  onSettle: (body: FlowBody) => void;
  onClose: () => void;
}

/** Two people published: what both changed is asked, one by one; the rest has been put together already. */
export function Meeting({ meeting, telling, onSettle, onClose }: Props) {
  const t = useTexts(texts);
  const { conflicts, base, mine, theirs, version } = meeting;
  if (conflicts.length) {
    return <Conflicts meeting={meeting} telling={telling} onSettle={onSettle} onClose={onClose} />;
  }
  return (
    <Dialog title={t("mergedTitle", { version })} closeLabel={t("close")} onClose={onClose}>
      <p>{t("mergedHint")}</p>
      <Differences old={{ ...telling, body: base }} next={{ ...telling, body: mine === theirs ? mine : theirs }} />
      <div className={styles.end}>
        <Button look="primary" onClick={onClose}>
          {t("stay")}
        </Button>
      </div>
    </Dialog>
  );
}

function Conflicts({ meeting, telling, onSettle, onClose }: Props) {
  const t = useTexts(texts);
  const { conflicts, base, mine, theirs } = meeting;
  const [theirsAt, setTheirs] = useState<ReadonlySet<number>>(new Set());
  const settle = () => {
    const both = merged(base, mine, theirs).body;
    onSettle(conflicts.reduce((body, one, at) => (theirsAt.has(at) ? given(body, one, theirs) : body), both));
  };
  return (
    <Dialog title={t("conflictTitle")} closeLabel={t("close")} onClose={onClose}>
      <p>{t("conflictHint")}</p>
      {conflicts.map((one, at) => (
        <div key={`${one.id} ${one.key}`} className={styles.way}>
          <strong>{nameOfConflict(one, telling, meeting, t("flowItself"), t("place"))}</strong>
          <p className={styles.quiet}>
            {t("changedTo", { label: t("mine"), old: "", next: told(one, "mine", telling, mine) })}
          </p>
          <p className={styles.quiet}>
            {t("changedTo", { label: t("theirs"), old: "", next: told(one, "theirs", telling, theirs) })}
          </p>
          <Pick
            label={t("conflictHint")}
            value={theirsAt.has(at) ? "theirs" : "mine"}
            options={[
              { value: "mine", label: t("mine") },
              { value: "theirs", label: t("theirs") },
            ]}
            onChange={(whose) =>
              setTheirs(new Set([...theirsAt].filter((n) => n !== at).concat(whose === "theirs" ? [at] : [])))
            }
          />
        </div>
      ))}
      <div className={styles.end}>
        <Button look="primary" onClick={settle}>
          {t("merge")}
        </Button>
      </div>
    </Dialog>
  );
}

/** The flow where theirs holds in one place. */
function given(body: FlowBody, { id, key, theirs: value }: Conflict, theirs: FlowBody): FlowBody {
  if (id === null) return without({ ...body, [key]: value }) as FlowBody;
  if (key !== "") return patched(body, id, { [key]: value });
  const item = findItem(theirs, id);
  const slot = slotOf(theirs, id);
  if (!item || !slot) return removed(body, id);
  return findItem(body, id) ? body : inserted(body, slot, [item]);
}

function nameOfConflict(one: Conflict, telling: Telling, { mine, theirs }: Met, whole: string, place: string): string {
  const item = findItem(mine, one.id) ?? findItem(theirs, one.id);
  if (!item) return `${whole} · ${one.key}`;
  const setting = settingsOf(item).find((known) => known.key === one.key);
  const what = one.key === "" ? place : setting ? settingLabel(telling.say, item, setting) : one.key;
  return `${labelOf(item, telling)} · ${what}`;
}

function told(one: Conflict, side: "mine" | "theirs", telling: Telling, body: FlowBody): string {
  const value: Json | undefined = one[side];
  const item: Item | undefined = findItem(body, one.id);
  const setting = item && settingsOf(item).find((known) => known.key === one.key);
  if (item && setting) return sayValue(item, setting, { ...telling, body });
  if (one.key === "" || one.key === "label") return item ? labelOf(item, telling) : "–";
  return value === undefined ? "–" : JSON.stringify(value);
}
