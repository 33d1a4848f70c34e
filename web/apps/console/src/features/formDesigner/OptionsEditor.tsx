import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, TextArea, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { useDesign } from "./design.ts";
import { type FieldBody, freeKey, type Label, labelOf, type OptionBody, optionsOf, type Patch } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { kindTexts } from "./kindTexts.ts";
import { texts } from "./texts.ts";
import { WhenField } from "./WhenField.tsx";

interface Props {
  field: FieldBody;
  set: (patch: Patch, strand?: string) => void;
  problem: string | undefined;
}

/** The options: typed, put in order, pasted as lines. One that was published keeps its value, whatever it is called. */
export function OptionsEditor({ field, path, set, problem }: Props & { path: string }) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const { published } = useDesign();
  const [open, setOpen] = useState<number | null>(null);
  const options = optionsOf(field);
  const isPublished = (option: OptionBody) => published.has(`${field.key} ${option.value}`);
  const put = (next: readonly OptionBody[], strand?: string) => set({ options: next as unknown as Json }, strand);
  const rename = (at: number, label: Label) =>
    put(
      options.map((one, n) =>
        n === at ? { ...one, label, value: isPublished(one) ? one.value : label.zh.trim() } : one,
      ),
      `option ${at}`,
    );
  const add = () => {
    const zh = freshWord(options, (no) => say("option", { no }));
    put([...options, { value: zh, label: { zh } }]);
  };
  return (
    <Control label={t("options")} group problem={problem}>
      {() => (
        <div className={styles.lines}>
          {options.map((option, at) => (
            <OptionLine
              // biome-ignore lint/suspicious/noArrayIndexKey: an option's value changes while it is being typed
              key={at}
              option={option}
              isPublished={isPublished(option)}
              isOpen={open === at}
              path={`${path}.options.${option.value}.show`}
              onOpen={() => setOpen(open === at ? null : at)}
              onLabel={(label) => rename(at, label)}
              onPut={(next) =>
                put(next ? options.map((one, n) => (n === at ? next : one)) : options.filter((_, n) => n !== at))
              }
              onUp={at > 0 ? () => put(swapped(options, at - 1)) : null}
            />
          ))}
          <div className={styles.row}>
            <Button look="quiet" icon="plus" onClick={add}>
              {t("addOption")}
            </Button>
            <Pasting onLines={(lines) => put(withLines(options, lines))} />
          </div>
        </div>
      )}
    </Control>
  );
}

interface LineProps {
  option: OptionBody;
  isPublished: boolean;
  isOpen: boolean;
  path: string;
  onOpen: () => void;
  onLabel: (label: Label) => void;
  onPut: (option: OptionBody | null) => void;
  onUp: (() => void) | null;
}

function OptionLine({ option, isPublished, isOpen, path, onOpen, onLabel, onPut, onUp }: LineProps) {
  const t = useTexts(texts);
  const { label, retired } = option;
  const name = label.zh;
  return (
    <div className={styles.option} data-retired={retired === true}>
      <TextInput
        aria-label={t("optionNamed", { name })}
        value={label.zh}
        onChange={(event) => onLabel({ ...label, zh: event.target.value })}
      />
      <Button look="quiet" icon="up" label={t("optionUp", { name })} disabled={!onUp} onClick={() => onUp?.()} />
      <Button look="quiet" icon="menu" label={t("optionMore", { name })} aria-expanded={isOpen} onClick={onOpen} />
      {isPublished ? (
        <Button
          look="quiet"
          icon={retired ? "plus" : "close"}
          label={t(retired ? "optionBack" : "optionRetire", { name })}
          onClick={() => onPut(retired ? { value: option.value, label } : { ...option, retired: true })}
        />
      ) : (
        <Button look="quiet" icon="close" label={t("optionRemove", { name })} onClick={() => onPut(null)} />
      )}
      {retired && <small>{t("retired")}</small>}
      {isOpen && (
        <div className={styles.optionMore}>
          <TextInput
            aria-label={t("inEnglishOf", { name })}
            placeholder={t("inEnglish")}
            value={label.en ?? ""}
            onChange={(event) => onLabel(event.target.value ? { ...label, en: event.target.value } : { zh: label.zh })}
          />
          <WhenField
            path={path}
            kind="show"
            tree={option.show}
            onChange={(show) => {
              const { show: _, ...others } = option;
              onPut(show === undefined ? others : { ...others, show });
            }}
          />
        </div>
      )}
    </div>
  );
}

/** Many at once: one a line, as they come out of a spreadsheet. */
function Pasting({ onLines }: { onLines: (lines: string[]) => void }) {
  const t = useTexts(texts);
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <Button look="quiet" onClick={() => setText("")}>
        {t("pasteOptions")}
      </Button>
    );
  }
  const take = () => {
    onLines(
      text
        .split(/\n/)
        .map((line) => line.trim())
        .filter(Boolean),
    );
    setText(null);
  };
  return (
    <div className={styles.pasting}>
      <TextArea
        autoFocus
        rows={5}
        aria-label={t("pasteHint")}
        placeholder={t("pasteHint")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button look="primary" onClick={take}>
        {t("takeLines")}
      </Button>
    </div>
  );
}

interface ItemBody {
  key: string;
  label: Label;
  required?: boolean;
}

/** What a checklist asks, item by item. */
export function ItemsEditor({ under, field, set, problem }: Props & { under: "items" | "questions" }) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const items = (Array.isArray(field[under]) ? field[under] : []) as unknown as readonly ItemBody[];
  const put = (next: readonly ItemBody[], strand?: string) => set({ [under]: next as unknown as Json }, strand);
  const add = () => {
    const key = freeKey(
      "item",
      items.map((one) => one.key),
    );
    put([...items, { key, label: { zh: say("item", { no: items.length + 1 }) } }]);
  };
  return (
    <Control label={t(under)} group problem={problem}>
      {() => (
        <div className={styles.lines}>
          {items.map((item, at) => (
            <ItemLine
              key={item.key}
              item={item}
              onLabel={(label) =>
                put(
                  items.map((one) => (one === item ? { ...one, label } : one)),
                  `item ${item.key}`,
                )
              }
              onUp={at > 0 ? () => put(swapped(items, at - 1)) : null}
              onRemove={() => put(items.filter((one) => one !== item))}
            />
          ))}
          <Button look="quiet" icon="plus" onClick={add}>
            {t(under === "items" ? "addItem" : "addQuestion")}
          </Button>
        </div>
      )}
    </Control>
  );
}

interface ItemProps {
  item: ItemBody;
  onLabel: (label: Label) => void;
  onUp: (() => void) | null;
  onRemove: () => void;
}

function ItemLine({ item, onLabel, onUp, onRemove }: ItemProps) {
  const t = useTexts(texts);
  const label = labelOf(item.label);
  const name = label.zh;
  return (
    <div className={styles.option}>
      <TextInput
        aria-label={t("optionNamed", { name })}
        value={label.zh}
        onChange={(event) => onLabel({ ...label, zh: event.target.value })}
      />
      <Button look="quiet" icon="up" label={t("optionUp", { name })} disabled={!onUp} onClick={() => onUp?.()} />
      <Button look="quiet" icon="close" label={t("optionRemove", { name })} onClick={onRemove} />
    </div>
  );
}

function swapped<T>(list: readonly T[], at: number): T[] {
  const next = [...list];
  next.splice(at, 2, list[at + 1] as T, list[at] as T);
  return next;
}

function freshWord(options: readonly OptionBody[], word: (no: number) => string): string {
  const taken = new Set(options.flatMap((one) => [one.value, one.label.zh]));
  for (let no = options.length + 1; ; no++) if (!taken.has(word(no))) return word(no);
}

function withLines(options: readonly OptionBody[], lines: readonly string[]): OptionBody[] {
  const known = new Set(options.map((one) => one.value));
  const fresh = [...new Set(lines)].filter((line) => !known.has(line));
  return [...options, ...fresh.map((line) => ({ value: line, label: { zh: line } }))];
}
