import { useTexts } from "@bihuan/i18n";
import { Control, TextArea, TextInput } from "@bihuan/ui";
import { type Label, labelOf } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { texts } from "./texts.ts";

interface Props {
  label: string;
  value: unknown;
  onChange: (label: Label | undefined) => void;
  /** Without Chinese words there is none at all. */
  optional?: boolean;
  long?: boolean;
  problem?: string | undefined;
  help?: string;
}

/** A text in both languages: Chinese first, English where there is some. */
export function Labels({ label, value, onChange, optional, long, problem, help }: Props) {
  const t = useTexts(texts);
  const text = labelOf(value);
  const Input = long ? TextArea : TextInput;
  const put = (next: Label) => {
    const said = next.en?.trim() ? next : { zh: next.zh };
    onChange(optional && !said.zh.trim() && !said.en ? undefined : said);
  };
  return (
    <Control label={label} required={!optional} problem={problem} help={help}>
      {({ id, describedBy, invalid }) => (
        <span className={styles.languages}>
          <Input
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            value={text.zh}
            placeholder={t("inChinese")}
            onChange={(event: { target: { value: string } }) => put({ ...text, zh: event.target.value })}
          />
          <Input
            aria-label={t("inEnglishOf", { name: label })}
            value={text.en ?? ""}
            placeholder={t("inEnglish")}
            onChange={(event: { target: { value: string } }) => put({ ...text, en: event.target.value })}
          />
        </span>
      )}
    </Control>
  );
}
