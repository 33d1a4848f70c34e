import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Notice, showToast } from "@bihuan/ui";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { Refused } from "../../shared/admin/parts.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { freeKey } from "./draft/body.ts";
import { Overtaken } from "./Overtaken.tsx";
import { texts } from "./texts.ts";
import type { Draft } from "./useDraft.ts";
import { type Check, type Published, useFormKeys, useNewest, usePublish, wasOvertaken } from "./useFormDesign.ts";
import styles from "./Views.module.css";

interface Props {
  draft: Draft;
  check: Check | undefined;
  isSettled: boolean;
  isNew: boolean;
}

/** What will change is read in words, then it is live. Who was overtaken puts both together first. */
export function Publishing({ draft, check, isSettled, isNew }: Props) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const { steps, isDirty } = draft;
  const hasErrors = check?.findings.some((one) => one.severity === "error") ?? true;
  const isBegun = isNew && steps.version > 0;
  // Once a new form is published, its draft is clean: only then does nobody ask whether one wants to leave.
  useEffect(() => {
    if (isBegun && !isDirty) navigate(`/forms/${steps.now.form}`, { replace: true });
  }, [isBegun, isDirty, steps.now.form, navigate]);
  return (
    <>
      <Button
        look="primary"
        icon="check"
        disabled={!isSettled || hasErrors || !(isDirty || isNew)}
        title={hasErrors && isSettled ? t("publishBlocked") : undefined}
        onClick={() => setOpen(true)}
      >
        {t("publish")}
      </Button>
      {open && check && <Confirming draft={draft} check={check} onClose={() => setOpen(false)} />}
    </>
  );
}

interface ConfirmingProps {
  draft: Draft;
  check: Check;
  onClose: () => void;
}

function Confirming({ draft, check, onClose }: ConfirmingProps) {
  const t = useTexts(texts);
  const { publish, theirs, send } = useSending(draft, onClose);
  const heavy = check.changes.some((one) => one.weight === "breaking");
  if (theirs) return <Overtaken draft={draft} theirs={theirs} onClose={onClose} />;
  return (
    <Dialog title={t("publishTitle")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.builder}>
        {!wasOvertaken(publish.error) && <Refused error={publish.error} />}
        {check.version === 0 && <p>{t("publishFirst")}</p>}
        {check.version > 0 && <ChangeList changes={check.changes} />}
        {heavy && <Notice tone="warn">{t("heavy")}</Notice>}
        <p className={styles.hint}>{t("publishHint")}</p>
        <div className={styles.dialogEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button look="primary" icon="check" busy={publish.isPending} onClick={send}>
            {t("publishNow")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Sends the draft; when somebody else was first, what he published. */
function useSending({ steps, step }: Draft, onDone: () => void) {
  const t = useTexts(texts);
  const publish = usePublish(steps.version);
  const newest = useNewest();
  const keys = useFormKeys();
  const [theirs, setTheirs] = useState<Published | null>(null);
  const send = () =>
    publish.mutate(steps.now, {
      onSuccess: (made) => {
        step({ do: "rebase", base: made.body, version: made.version, to: made.body });
        showToast(t("published", { version: made.version }));
        onDone();
      },
      onError: (error) => {
        if (!wasOvertaken(error)) return;
        if (steps.version > 0) return newest.mutate(steps.now.form, { onSuccess: setTheirs });
        // Somebody else's new form has the key by now: this one takes another.
        const form = freeKey("form", [...(keys.data ?? []), steps.now.form]);
        step({ do: "change", to: { ...steps.now, form } });
        showToast(t("keyTaken"));
        onDone();
      },
    });
  return { publish, theirs, send };
}
