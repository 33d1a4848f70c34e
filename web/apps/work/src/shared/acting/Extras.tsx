import type { Action, ActionInput, Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Control, drawingText, Select, SignaturePad, TextArea } from "@bihuan/ui";
import { FilePicker } from "../FilePicker.tsx";
import { texts as shared } from "../texts.ts";
import styles from "./acting.module.css";
import { asksSignature, evidenceCount } from "./asking.ts";
import { Phrases } from "./Phrases.tsx";
import { texts } from "./texts.ts";

interface Props {
  ticket: Ticket;
  action: Action;
  extra: ActionInput;
  onChange: (next: ActionInput) => void;
}

/** What an action takes beside the fields of the form: where back to, pictures, a signature, words. */
export function Extras({ ticket, action, extra, onChange }: Props) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const needed = evidenceCount(action);
  return (
    <>
      {action.targets.length > 0 && <Target action={action} extra={extra} onChange={onChange} />}
      {needed > 0 && (
        <Control label={t("evidence")} help={t("evidenceHint", { count: needed })} required group>
          {() => (
            <FilePicker
              label={say("addFiles")}
              chain={ticket.id}
              files={extra.files ?? []}
              onChange={(files) => onChange({ files })}
            />
          )}
        </Control>
      )}
      {asksSignature(action) && (
        <Control label={t("signature")} required={action.signature === "required"} group>
          {() => (
            <SignaturePad
              label={t("signature")}
              hint={t("signHere")}
              undoLabel={t("undo")}
              clearLabel={t("clear")}
              onChange={(drawing) => onChange({ signature: drawing && drawingText(drawing) })}
            />
          )}
        </Control>
      )}
      {action.comment !== "none" && <Words action={action} extra={extra} onChange={onChange} />}
    </>
  );
}

function Target({ action, extra, onChange }: Omit<Props, "ticket">) {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <Control label={t("to")} required>
      {({ id }) => (
        <Select id={id} required value={extra.to ?? ""} onChange={(event) => onChange({ to: event.target.value })}>
          <option value="">{t("chooseOne")}</option>
          {action.targets.map((target) => (
            <option key={target} value={target}>
              {pick(action.target_labels?.[target], language) || target}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

function Words({ action, extra, onChange }: Omit<Props, "ticket">) {
  const t = useTexts(texts);
  const grave = action.key === "refuse";
  const required = action.comment === "required";
  return (
    <div className={styles.stack}>
      <Control label={t(grave ? "reason" : "comment")} required={required}>
        {({ id }) => (
          <TextArea
            id={id}
            required={required}
            value={extra.comment ?? ""}
            onChange={(event) => onChange({ comment: event.target.value })}
          />
        )}
      </Control>
      {grave && <Phrases keys={["reason1", "reason2", "reason3"]} onPick={(comment) => onChange({ comment })} />}
    </div>
  );
}
