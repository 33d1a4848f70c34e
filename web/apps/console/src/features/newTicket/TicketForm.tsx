import { api, ProblemError, type TicketType, unwrap } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useMe, useSayProblem } from "@bihuan/session";
import { Button, Notice, Panel, showToast } from "@bihuan/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ComponentType, type FormEvent, Suspense, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { CoreFields } from "./CoreFields.tsx";
import type { Core } from "./core.ts";
import styles from "./NewTicketPage.module.css";
import { texts } from "./texts.ts";
import { useFirstRights } from "./useFirstRights.ts";

/** What another feature has to say about a report while it is written; nothing where it has nothing to say. */
export type HintOf = ComponentType<{ draft: Core }>;

interface Props {
  type: TicketType;
  form: FormDefinition;
  Hint: HintOf;
}

/** One ticket being written: the core record first, then the fields that its type asks for. */
export function TicketForm({ type, form, Hint }: Props) {
  const t = useTexts(texts);
  const [core, setCore] = useState<Core>({
    title: "",
    description: "",
    priority: type.default_priority,
    channel: "phone",
    customer: null,
    device: null,
  });
  const related = useMemo(() => ({ priority: core.priority, source_channel: core.channel }), [core]);
  const rights = useFirstRights(type.flow);
  const state = useFormState({ form, related, rights, zone: useMe().tenant.zone });
  const create = useCreate();
  const page = useRef<HTMLFormElement>(null);
  const [checked, setChecked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!state.check() || !core.title.trim()) {
      requestAnimationFrame(() => focusFirstFault(page.current));
      return;
    }
    const { channel, ...record } = core;
    create.mutate({ ...record, type: type.key, source: { channel }, data: { ...state.changes } });
  };
  const refused = refusals(create.error);
  const incomplete = checked && (state.evaluation.errors.length > 0 || !core.title.trim());
  return (
    <form ref={page} className={styles.form} onSubmit={submit} noValidate>
      <Panel>
        <CoreFields
          core={core}
          onChange={setCore}
          problem={checked && !core.title.trim() ? t("needed") : refused.title}
        />
      </Panel>
      <Suspense>
        <Hint draft={core} />
      </Suspense>
      <Panel>
        <FormFields state={state} refused={refused} />
      </Panel>
      {incomplete && <Notice>{t("check")}</Notice>}
      <Refused error={create.error} />
      <div className={styles.end}>
        <Button type="submit" look="primary" busy={create.isPending}>
          {t("submit")}
        </Button>
      </div>
    </form>
  );
}

type NewTicketBody = Core & { type: string; source: { channel: string }; data: Record<string, unknown> };

function useCreate() {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Omit<NewTicketBody, "channel">) => unwrap(api.POST("/api/v1/tickets", { body })),
    onSuccess: async (ticket) => {
      showToast(t("made", { number: ticket.number }));
      await client.invalidateQueries({ queryKey: ["tickets"] });
      navigate(`/tickets/${ticket.number}`);
    },
  });
}

function refusals(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {};
  return Object.fromEntries(error.problems.map(({ path, detail }) => [path.replace(/^data\./, ""), detail]));
}

function Refused({ error }: { error: Error | null }) {
  const say = useSayProblem();
  if (!error) return null;
  const details = error instanceof ProblemError ? error.problems : [];
  return (
    <Notice>
      <p>{say(error)}</p>
      {details.map((detail) => (
        <p key={detail.path + detail.code}>{detail.detail}</p>
      ))}
    </Notice>
  );
}

function focusFirstFault(page: HTMLElement | null): void {
  page?.querySelector<HTMLElement>("[aria-invalid=true], fieldset:has([role=alert]) button")?.focus();
}
