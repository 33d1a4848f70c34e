import { api, configureApi, type PublicFormPage, type Reported, refusedFields, unwrap } from "@bihuan/api";
import { type FieldRight, type FormDefinition, type JsonObject, readForm } from "@bihuan/core";
import { FormFields, focusFirstFault, RELATIONS, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { Button, Notice, Panel } from "@bihuan/ui";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { FormDesk } from "../../shared/FormDesk.tsx";
import { Refused } from "../../shared/Frame.tsx";
import { Reporter, type Said, useSaid } from "./Reporter.tsx";
import styles from "./ReportPage.module.css";
import { texts } from "./texts.ts";
import { useVisit } from "./useVisit.ts";

/** The form of a public page. What was typed stays until it has arrived. */
export function Report({ page }: { page: PublicFormPage }) {
  const visit = useVisit(page);
  const form = useMemo(() => readForm(page.form as JsonObject, RELATIONS), [page.form]);
  return (
    <FormDesk ready={visit}>
      <Sheet page={page} form={form} visit={visit} />
    </FormDesk>
  );
}

interface SheetProps {
  page: PublicFormPage;
  form: FormDefinition;
  visit: () => Promise<void>;
}

function Sheet({ page, form, visit }: SheetProps) {
  const t = useTexts(texts);
  const [said, say] = useSaid();
  const rights = page.rights as Record<string, FieldRight>;
  const state = useFormState({ form, rights, zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const [checked, setChecked] = useState(false);
  const sheet = useRef<HTMLFormElement>(null);
  const sending = useSending(page, visit);
  const missing = missingOf(said, page.phone_needed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!state.check() || missing.size > 0) {
      requestAnimationFrame(() => focusFirstFault(sheet.current));
      return;
    }
    sending.send(said, { ...state.changes });
  };
  const incomplete = checked && (state.evaluation.errors.length > 0 || missing.size > 0);
  return (
    <form ref={sheet} className={styles.form} onSubmit={submit} noValidate>
      <Panel>
        <Reporter
          said={said}
          onSay={say}
          missing={checked ? missing : new Set()}
          phoneNeeded={page.phone_needed}
          known={Boolean(page.place)}
        />
      </Panel>
      <Panel>
        <FormFields state={state} refused={refusedFields(sending.error)} />
      </Panel>
      <label className={styles.trap} aria-hidden="true">
        {t("website")}
        <input name="website" tabIndex={-1} autoComplete="off" />
      </label>
      {incomplete && <Notice>{t("check")}</Notice>}
      <Refused error={sending.error} />
      <Button type="submit" look="primary" busy={sending.busy || state.arriving} className={styles.send}>
        {t("submit")}
      </Button>
    </form>
  );
}

/** Sends a report; the same report sent again after a broken line is one ticket. */
function useSending(page: PublicFormPage, visit: () => Promise<void>) {
  const t = useTexts(texts);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [, go] = useLocation();
  const send = async (said: Said, data: Record<string, unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await visit();
      const made = await report(page, said, data, t("placeLine"));
      configureApi({ bearer: made.token });
      go(`/t?new#${made.token}`);
    } catch (fault) {
      setError(fault as Error);
      setBusy(false);
    }
  };
  return { busy, error, send };
}

function report(page: PublicFormPage, said: Said, data: Record<string, unknown>, placeWord: string): Promise<Reported> {
  const { name, phone, geo } = said;
  const description = [said.description, said.place.trim() && `${placeWord}${said.place.trim()}`]
    .filter(Boolean)
    .join("\n");
  const device = page.device?.code ?? null;
  const place = page.place?.code ?? null;
  const path = { key: page.key };
  return unwrap(
    api.POST("/api/v1/portal/forms/{key}/tickets", {
      params: { path },
      body: { name, phone, description, geo, device, place, data, title: "", files: [] },
    }),
  );
}

function missingOf(said: Said, phoneNeeded: boolean): Set<keyof Said> {
  const missing = new Set<keyof Said>();
  if (!said.description.trim()) missing.add("description");
  if (phoneNeeded && !said.phone.trim()) missing.add("phone");
  return missing;
}
