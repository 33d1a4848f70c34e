import type { Ticket, TicketLinks } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Dialog, showToast, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./Links.module.css";
import { texts } from "./texts.ts";
import { type SplitBody, useSplit } from "./useLinks.ts";

interface Props {
  ticket: Ticket;
  links: TicketLinks;
  onClose: () => void;
}

interface Choice {
  id: string;
  label: string;
}

/** A second ticket for what does not belong here; notes and files of this one may be shown there, too. */
export function SplitDialog({ ticket, links, onClose }: Props) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const [body, setBody] = useState<SplitBody>({ title: "", description: "", notes: [], files: [] });
  const split = useSplit(ticket.number);
  const change = (part: Partial<SplitBody>) => setBody((before) => ({ ...before, ...part }));
  const notes = (ticket.notes as { id: string; text: string | null }[]).map(({ id, text }) => ({
    id,
    label: text ?? id,
  }));
  const files = links.files.map(({ id, name }) => ({ id, label: name ?? id }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    split.mutate(body, {
      onSuccess: ({ number }) => {
        showToast(t("splitDone", { number }));
        onClose();
        navigate(`/tickets/${number}`);
      },
    });
  };
  return (
    <Dialog title={t("split")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.quiet}>{t("splitHint")}</p>
        <Control label={t("newTitle")} required>
          {({ id }) => (
            <TextInput
              id={id}
              required
              maxLength={200}
              value={body.title}
              onChange={(event) => change({ title: event.target.value })}
            />
          )}
        </Control>
        <Control label={t("newDescription")}>
          {({ id }) => (
            <TextArea
              id={id}
              value={body.description}
              onChange={(event) => change({ description: event.target.value })}
            />
          )}
        </Control>
        <Choices label={t("takeNotes")} all={notes} on={body.notes} onChange={(next) => change({ notes: next })} />
        <Choices label={t("takeFiles")} all={files} on={body.files} onChange={(next) => change({ files: next })} />
        <ActionFault error={split.error} />
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={split.isPending} disabled={!body.title.trim()}>
            {t("split")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChoicesProps {
  label: string;
  all: readonly Choice[];
  on: readonly string[];
  onChange: (next: string[]) => void;
}

function Choices({ label, all, on, onChange }: ChoicesProps) {
  if (!all.length) return null;
  return (
    <Control label={label} group>
      {() =>
        all.map((choice) => (
          <label key={choice.id} className={styles.tick}>
            <input
              type="checkbox"
              checked={on.includes(choice.id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...on, choice.id] : on.filter((id) => id !== choice.id))
              }
            />
            <span>{choice.label}</span>
          </label>
        ))
      }
    </Control>
  );
}
