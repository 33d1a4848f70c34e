import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import styles from "./Designer.module.css";
import { columnsOf, type FieldBody, labelOf, optionsOf } from "./draft/body.ts";
import { isElementBody } from "./elementTiles.ts";
import { KindIcon } from "./KindIcon.tsx";
import { tileOf } from "./kinds.ts";
import { kindTexts } from "./kindTexts.ts";
import mocks from "./Mock.module.css";

const MOST = 6;

/** The shape of a field's control: enough to know it by, nothing to press. */
export function Mock({ field }: { field: FieldBody }) {
  const language = useLanguage();
  const say = useTexts(kindTexts);
  if (isElementBody(field)) return <ElementMock field={field} />;
  if (field.kind === "choice" || field.kind === "multi_choice") {
    return <Words words={optionsOf(field).map((one) => pick({ ...one.label }, language))} look={styles.chip} />;
  }
  if (field.kind === "sub_table") {
    return <Words words={columnsOf(field).map((one) => pick({ ...one.label }, language))} look={styles.column} />;
  }
  if (field.kind === "checklist") {
    const items = Array.isArray(field.items) ? field.items : [];
    return (
      <Words
        words={items.map((item) => pick({ ...labelOf((item as FieldBody).label) }, language))}
        look={styles.item}
      />
    );
  }
  const isDrop = field.kind === "files" || field.kind === "signature";
  const look = isDrop ? styles.drop : field.kind === "long_text" ? styles.area : styles.box;
  return (
    <span className={look}>
      {isDrop && <KindIcon shape={tileOf(field).shape} />}
      {isDrop && say(tileOf(field).id as "photo")}
      {unitOf(field, language)}
    </span>
  );
}

/** What holds no value is drawn as it will look, but smaller. */
function ElementMock({ field }: { field: FieldBody }) {
  const language = useLanguage();
  if (field.kind === "divider") return <span className={mocks.rule} />;
  if (field.kind === "help_text") {
    return <span className={mocks.hintMock}>{pick({ ...labelOf(field.text) }, language)}</span>;
  }
  if (typeof field.picture !== "string") return <span className={styles.drop} />;
  return <img className={mocks.pictureMock} src={field.picture} alt="" />;
}

function unitOf(field: FieldBody, language: "zh" | "en"): string {
  if (field.kind === "amount") return String(field.currency ?? "CNY");
  return field.unit === undefined ? "" : pick({ ...labelOf(field.unit) }, language);
}

function Words({ words, look }: { words: readonly string[]; look: string | undefined }) {
  return (
    <span className={styles.words}>
      {words.slice(0, MOST).map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words may repeat while they are being written
        <span key={at} className={look}>
          {word}
        </span>
      ))}
      {words.length > MOST && <span className={styles.more}>+{words.length - MOST}</span>}
    </span>
  );
}
