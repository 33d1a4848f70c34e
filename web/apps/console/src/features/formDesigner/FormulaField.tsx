import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Select, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { useDesign } from "./design.ts";
import { columnsOf, type FieldBody } from "./draft/body.ts";
import {
  type Formula,
  type Operand,
  operandOf,
  operandWord,
  RECKONINGS,
  type Reckoning,
  readFormula,
  writeFormula,
} from "./draft/formula.ts";
import styles from "./Inspector.module.css";
import { texts } from "./texts.ts";

interface Props {
  path: string;
  tree: Json | undefined;
  /** The fields, or the columns to the left, that it may reckon with. */
  among: readonly FieldBody[];
  isText: boolean;
  problem: string | undefined;
  onChange: (tree: Json | undefined) => void;
}

const NUMERIC = new Set(["number", "amount", "reading", "duration", "time", "percent", "rating", "slider"]);

/** How a value is reckoned, chosen part by part; nobody types it then. */
export function FormulaField({ path, tree, among, isText, problem, onChange }: Props) {
  const t = useTexts(texts);
  const { sentences } = useDesign();
  // Parts without a field yet are no formula; they live here until they are.
  const [formula, setFormula] = useState(() => readFormula(tree));
  const isOn = tree !== undefined || formula !== null;
  const operands = useOperands(among, isText);
  const put = (next: Formula | null) => {
    setFormula(next);
    onChange(next === null ? undefined : writeFormula(next));
  };
  const first = operands[0];
  const begin = () => first && put({ fn: isText ? "concat" : "add", args: [operandOf(first.value)] });
  return (
    <Control label={t("compute")} group problem={problem} help={isOn ? undefined : t("computeHint")}>
      {() => (
        <>
          {!isOn && (
            <Button look="quiet" icon="plus" disabled={!first} onClick={begin}>
              {t("addFormula")}
            </Button>
          )}
          {isOn && formula && <Parts formula={formula} operands={operands} isText={isText} onChange={put} />}
          {tree !== undefined && <p className={styles.sentence}>{sentences[path] ?? t("telling")}</p>}
          {isOn && (
            <Button look="quiet" icon="close" onClick={() => put(null)}>
              {t("removeFormula")}
            </Button>
          )}
        </>
      )}
    </Control>
  );
}

interface PartsProps {
  formula: Formula;
  operands: readonly { value: string; label: string }[];
  isText: boolean;
  onChange: (formula: Formula) => void;
}

function Parts({ formula, operands, isText, onChange }: PartsProps) {
  const t = useTexts(texts);
  const { fn, args } = formula;
  const put = (at: number, operand: Operand | null) =>
    onChange({ fn, args: args.flatMap((one, n) => (n === at ? (operand ?? []) : one)) });
  const offered = RECKONINGS.filter((one) => (one === "concat") === isText);
  return (
    <div className={styles.lines}>
      {args.map((operand, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts are known by their place
        <div key={at} className={styles.part}>
          {at > 0 && <span className={styles.sign}>{t(`sign_${fn}`)}</span>}
          <Select
            aria-label={t("partNo", { no: at + 1 })}
            value={operandWord(operand)}
            onChange={(event) => put(at, operandOf(event.target.value))}
          >
            {operands.map((one) => (
              <option key={one.value} value={one.value}>
                {one.label}
              </option>
            ))}
            <option value="plain">{t(isText ? "plainText" : "plainNumber")}</option>
          </Select>
          {"plain" in operand && (
            <TextInput
              aria-label={t("plainNo", { no: at + 1 })}
              value={operand.plain}
              onChange={(event) => put(at, { plain: event.target.value })}
            />
          )}
          {args.length > 1 && (
            <Button look="quiet" icon="close" label={t("removePart", { no: at + 1 })} onClick={() => put(at, null)} />
          )}
        </div>
      ))}
      <div className={styles.row}>
        {args.length > 1 && offered.length > 1 && (
          <Select
            aria-label={t("reckoning")}
            value={fn}
            onChange={(event) => onChange({ fn: event.target.value as Reckoning, args })}
          >
            {offered.map((one) => (
              <option key={one} value={one}>
                {t(`fn_${one}`)}
              </option>
            ))}
          </Select>
        )}
        <Button
          look="quiet"
          icon="plus"
          onClick={() => onChange({ fn, args: [...args, operandOf(operands[0]?.value ?? "plain")] })}
        >
          {t("addPart")}
        </Button>
      </div>
    </div>
  );
}

function useOperands(among: readonly FieldBody[], isText: boolean): { value: string; label: string }[] {
  const t = useTexts(texts);
  const language = useLanguage();
  const name = (field: FieldBody) => pick({ ...field.label }, language) || field.key;
  const plain = among.filter((one) => NUMERIC.has(one.kind) || (isText && one.kind === "text"));
  const tables = isText ? [] : among.filter((one) => one.kind === "sub_table");
  return [
    ...plain.map((one) => ({ value: operandWord({ field: one.key }), label: name(one) })),
    ...tables.flatMap((table) => [
      ...columnsOf(table)
        .filter((column) => NUMERIC.has(column.kind))
        .map((column) => ({
          value: operandWord({ sum: table.key, column: column.key }),
          label: t("sumOf", { table: name(table), column: name(column) }),
        })),
      { value: operandWord({ count: table.key }), label: t("countOf", { table: name(table) }) },
    ]),
  ];
}
