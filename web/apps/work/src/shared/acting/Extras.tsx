import type { Action, ActionInput, Ticket } from "@bihuan/api";
import { useOtherEvidence } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { WritingBox } from "@bihuan/session";
import { Control, drawingText, Select, SignaturePad } from "@bihuan/ui";
import { FilePicker, type FilesChange } from "../FilePicker.tsx";
import { texts as shared } from "../texts.ts";
import styles from "./acting.module.css";
import { asksSignature, evidenceCount } from "./asking.ts";
import { joined } from "./ownPhrases.ts";
import { People } from "./People.tsx";
import { Phrases } from "./Phrases.tsx";
import { texts } from "./texts.ts";
import { WritingHelp } from "./WritingHelp.tsx";

interface Props {
  ticket: Ticket;
  action: Action;
  extra: ActionInput;
  onChange: (next: ActionInput) => void;
}

interface Whole extends Props {
  wasSent: boolean;
  onFiles: (change: FilesChange) => void;
}

const DECISIONS: ReadonlySet<string> = new Set(["agree", "refuse", "sign_after"]);

/** What an action takes beside the fields of the form: people, where back to, pictures, a signature, words. */
export function Extras({ ticket, action, extra, onChange, onFiles, wasSent }: Whole) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const needed = evidenceCount(action);
  const other = useOtherEvidence(action.evidence);
  // Work is signed for by the customer on the engineer's phone; a decision by whoever makes it.
  const whose = DECISIONS.has(action.key) ? "ownSignature" : "signature";
  return (
    <>
      {action.needs_person && <People many={action.needs_many} extra={extra} onChange={onChange} />}
      {action.targets.length > 0 && <Target action={action} extra={extra} onChange={onChange} />}
      {action.resume.length > 1 && <Resume action={action} extra={extra} onChange={onChange} />}
      {needed > 0 && (
        <Control label={other ? other.label : t("evidence")} help={t("evidenceHint", { count: needed })} required group>
          {() => (
            <FilePicker
              label={other ? say("addOther", { what: other.label }) : say("addFiles")}
              {...(other && { accept: other.accept, camera: false })}
              chain={ticket.id}
              files={extra.files ?? []}
              onChange={onFiles}
            />
          )}
        </Control>
      )}
      {asksSignature(action, wasSent) && (
        <Control label={t(whose)} required={action.signature === "required"} group>
          {() => (
            <SignaturePad
              label={t(whose)}
              hint={t("signHere")}
              undoLabel={t("undo")}
              clearLabel={t("clear")}
              onChange={(drawing) => onChange({ signature: drawing && drawingText(drawing) })}
            />
          )}
        </Control>
      )}
      {action.comment !== "none" && <Words ticket={ticket} action={action} extra={extra} onChange={onChange} />}
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

/** How the run goes on once what was sent back is mended, where whoever sends it back may choose. */
function Resume({ action, extra, onChange }: Omit<Props, "ticket">) {
  const t = useTexts(texts);
  const ways = action.resume as ("walk" | "straight")[];
  return (
    <Control label={t("resume")}>
      {({ id }) => (
        <Select
          id={id}
          value={extra.resume ?? ways[0]}
          onChange={(event) => onChange({ resume: event.target.value as "walk" | "straight" })}
        >
          {ways.map((way) => (
            <option key={way} value={way}>
              {t(`resume_${way}`)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

function Words({ ticket, action, extra, onChange }: Props) {
  const t = useTexts(texts);
  const grave = action.key === "refuse";
  const required = action.comment === "required";
  const add = (phrase: string) => onChange({ comment: joined(extra.comment ?? "", phrase) });
  return (
    <div className={styles.stack}>
      <Control label={t(grave ? "reason" : "comment")} required={required}>
        {({ id }) => (
          <WritingBox
            ticket={ticket.id}
            id={id}
            required={required}
            value={extra.comment ?? ""}
            onChange={(comment) => onChange({ comment })}
          />
        )}
      </Control>
      {grave && <Phrases keys={["reason1", "reason2", "reason3"]} onPick={add} />}
      <WritingHelp text={extra.comment ?? ""} onText={(comment) => onChange({ comment })} />
    </div>
  );
}
