import { isProblem, type SlaPreview } from "@bihuan/api";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast, timeTexts } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { Effects } from "../../shared/time/Effects.tsx";
import type { SetBody } from "./body.ts";
import { differences } from "./differences.ts";
import styles from "./Policies.module.css";
import { SetTools } from "./SetTools.tsx";
import { texts } from "./texts.ts";
import { type Draft, usePreview, usePublish } from "./usePolicies.ts";
import { Versions } from "./Versions.tsx";

interface Parts {
  shown: Draft;
  onChange: ((body: SetBody) => void) | null;
  problemAt: (path: string) => string | undefined;
}

interface Props {
  /** The set in force; of a new one, what it begins with. */
  known: Draft;
  /** 0: it is not published yet. */
  version: number;
  onDuplicate?: (draft: Draft) => void;
  onDone: (key: string) => void;
  onLeave: () => void;
  children: (parts: Parts) => ReactNode;
}

/** A draft, what was found of it, and what is being done with it. */
function usePublishing({ known, version, onDone }: Pick<Props, "known" | "version" | "onDone">) {
  const t = useTexts(texts);
  const [draft, setDraft] = useState<Draft | null>(version ? null : known);
  const preview = usePreview();
  const publish = usePublish(version);
  const turn = (to: Draft | null) => {
    setDraft(to);
    preview.reset();
    publish.reset();
  };
  const send = (what: Draft) =>
    publish.mutate(what, {
      onSuccess: (made) => {
        showToast(t("published", { version: made.version }));
        onDone(made.key);
      },
    });
  const failed = publish.error ?? preview.error;
  return { draft, turn, preview, publish, send, failed, problemAt: placed(failed, preview.data) };
}

/** A set being changed: what it would do is seen first, contradictions stand beside their place, then it is published. */
export function Publishing({ known, version, onDuplicate, onDone, onLeave, children }: Props) {
  const say = useSayProblem();
  const mayEdit = may(useMe(), "publish", "sla");
  const [history, setHistory] = useState(false);
  const { draft, turn, preview, publish, send, failed, problemAt } = usePublishing({ known, version, onDone });
  const wanted = draft ?? known;
  return (
    <>
      {draft && <SetTools draft={draft} onChange={turn} />}
      {children({ shown: wanted, onChange: draft && ((body) => turn({ ...draft, body })), problemAt })}
      {failed && <Notice>{[say(failed), ...problemsOf(failed).map((one) => one.detail ?? one.path)].join(" ")}</Notice>}
      {preview.data && <Looked found={preview.data} old={version ? known.body : null} next={wanted.body} />}
      {mayEdit && !draft && (
        <Offers
          active={known.active}
          busy={publish.isPending}
          onEdit={() => turn(known)}
          onDuplicate={() => onDuplicate?.(known)}
          onHistory={() => setHistory(true)}
          onSwitch={() => send({ ...known, active: !known.active })}
        />
      )}
      {draft && (
        <Steps
          isLooking={preview.isPending}
          isPublishing={publish.isPending}
          onLook={() => preview.mutate(draft)}
          onPublish={preview.data ? () => send(draft) : null}
          onLeave={() => (version ? turn(null) : onLeave())}
        />
      )}
      {history && (
        <Versions
          of={known.body.key}
          now={version}
          onClose={() => setHistory(false)}
          onTake={(whole) => {
            setHistory(false);
            turn({ body: whole.body as unknown as SetBody, types: whole.types, active: whole.active });
          }}
        />
      )}
    </>
  );
}

function problemsOf(failed: Error | null) {
  return isProblem(failed) ? failed.problems : [];
}

/** What is wrong, or odd, at a place of the set; of a ladder, anywhere in a rung. */
function placed(failed: Error | null, found: SlaPreview | undefined): (path: string) => string | undefined {
  const faults = problemsOf(failed);
  const advice = found?.findings ?? [];
  const within = (path: string, one: { path: string }) =>
    one.path === path || (path.includes("ladder") && one.path.startsWith(`${path}.`));
  return (path) =>
    faults.find((one) => within(path, one))?.detail ??
    (advice.find((one) => one.path === path)?.detail as string | undefined);
}

interface StepsProps {
  isLooking: boolean;
  isPublishing: boolean;
  onLook: () => void;
  /** null: nobody has looked yet at what it would do. */
  onPublish: (() => void) | null;
  onLeave: () => void;
}

function Steps({ isLooking, isPublishing, onLook, onPublish, onLeave }: StepsProps) {
  const t = useTexts(texts);
  return (
    <div className={styles.head}>
      <Button icon="search" busy={isLooking} onClick={onLook}>
        {t("preview")}
      </Button>
      {onPublish && (
        <Button look="primary" icon="check" busy={isPublishing} onClick={onPublish}>
          {t("publish")}
        </Button>
      )}
      <Button onClick={onLeave}>{t("cancel")}</Button>
    </div>
  );
}

interface OffersProps {
  active: boolean;
  busy: boolean;
  onEdit: () => void;
  onDuplicate: () => void;
  onHistory: () => void;
  onSwitch: () => void;
}

/** What can be begun with a set that is published. */
function Offers({ active, busy, onEdit, onDuplicate, onHistory, onSwitch }: OffersProps) {
  const t = useTexts(texts);
  return (
    <div className={styles.head}>
      <Button icon="note" onClick={onEdit}>
        {t("edit")}
      </Button>
      <Button onClick={onDuplicate}>{t("duplicate")}</Button>
      <Button icon="clock" onClick={onHistory}>
        {t("versions")}
      </Button>
      <Button busy={busy} onClick={onSwitch}>
        {t(active ? "switchOff" : "switchOn")}
      </Button>
    </div>
  );
}

/** The differences in words, advice of the check, and what would become of open tickets. */
function Looked({ found, old, next }: { found: SlaPreview; old: SetBody | null; next: SetBody }) {
  const say = useTexts(texts);
  const sayTime = useTexts(timeTexts);
  const language = useLanguage();
  const changes = old ? differences(old, next, { say, sayTime, language }) : [];
  const advice = found.findings.map((one) => String(one.detail ?? one.code));
  return (
    <>
      <Effects
        found={{ ...found, changes: changes.map((one) => ({ what: "", where: one.where, old: null, new: null })) }}
      >
        <ul aria-label={say("changes")}>
          {changes.map((one) => (
            <li key={`${one.where} ${one.old} ${one.next}`}>
              {say("change", { where: one.where, old: one.old, next: one.next })}
            </li>
          ))}
        </ul>
      </Effects>
      {advice.length > 0 && <Notice tone="warn">{advice.join(" ")}</Notice>}
    </>
  );
}
