import { api, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { may, useCommand, useMe } from "@bihuan/session";
import { Button, Chip, Skeleton, State, showToast } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { asTree, kindOf, UNITS, type Unit, type Units, useUnits } from "../../shared/admin/organisation.ts";
import { FormDialog, Head, OneOf, Refused, TextField } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { usePeople, usePersonName } from "../../shared/lookups.ts";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Organisation.module.css";
import { texts } from "./texts.ts";

type Draft = Omit<Unit, "id"> & { id: string | null };
const BLANK: Draft = { id: null, name: "", parent: null, head: null };

/** Four kinds of the same small thing: what people belong to and can do. */
export default function OrganisationPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const me = useMe();
  const [which, setWhich] = useState<Units>("departments");
  const [draft, setDraft] = useState<Draft | null>(null);
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {may(me, "create", kindOf(which)) && (
          <Button look="primary" icon="plus" onClick={() => setDraft(BLANK)}>
            {t("add", { kind: t(which) })}
          </Button>
        )}
      </Head>
      <div className={styles.bar}>
        {UNITS.map((units) => (
          <Chip key={units} on={units === which} onToggle={() => setWhich(units)}>
            {t(units)}
          </Chip>
        ))}
      </div>
      <Tree key={which} which={which} onEdit={setDraft} />
      {draft && <UnitForm which={which} draft={draft} onClose={() => setDraft(null)} />}
    </div>
  );
}

function Tree({ which, onEdit }: { which: Units; onEdit: (draft: Draft) => void }) {
  const t = useTexts(texts);
  const units = useUnits(which);
  if (units.isPending) return <Skeleton lines={8} height={22} />;
  if (units.isError && !units.data) return <Failure error={units.error} onRetry={() => units.refetch()} />;
  if (!units.data.length) return <State icon="list" title={t("none", { kind: t(which) })} hint={t("noneHint")} />;
  return (
    <ul className={`${styles.card} ${own.tree}`} aria-label={t(which)}>
      {asTree(units.data).map(({ unit, depth }) => (
        <Node key={unit.id} which={which} unit={unit} depth={depth} onEdit={onEdit} />
      ))}
    </ul>
  );
}

const DEEPEST = 6;

function Node(props: { which: Units; unit: Unit; depth: number; onEdit: (draft: Draft) => void }) {
  const { which, unit, depth, onEdit } = props;
  const t = useTexts(texts);
  const me = useMe();
  const name = usePersonName();
  const people = usePeople();
  const remove = useRemove(which, unit);
  const has = people.data?.filter((person) => members(person[which]).includes(unit.id)).length ?? 0;
  const tree = which === "departments" || which === "areas";
  return (
    <li className={own.node} data-depth={Math.min(depth, DEEPEST)} aria-label={unit.name}>
      <strong>{unit.name}</strong>
      {unit.head && <span className={styles.quiet}>{`${t("head")} ${name(unit.head) ?? ""}`}</span>}
      {has > 0 && <span className={styles.quiet}>{t("people", { count: has })}</span>}
      {may(me, "update", kindOf(which)) && (
        <span className={own.actions}>
          {tree && (
            <Button
              look="quiet"
              icon="plus"
              label={t("below", { name: unit.name })}
              onClick={() => onEdit({ ...BLANK, parent: unit.id })}
            />
          )}
          <Button look="quiet" onClick={() => onEdit(unit)}>
            {t("edit")}
          </Button>
          <Button
            look="quiet"
            busy={remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: () => showToast(t("removed", { name: unit.name })) })}
          >
            {t("remove")}
          </Button>
        </span>
      )}
      {remove.error && (
        <div className={own.refused}>
          <Refused error={remove.error} />
        </div>
      )}
    </li>
  );
}

function members(has: string[] | Record<string, number> | null | undefined): string[] {
  return Array.isArray(has) ? has : Object.keys(has ?? {});
}

function UnitForm({ which, draft, onClose }: { which: Units; draft: Draft; onClose: () => void }) {
  const t = useTexts(texts);
  const [input, setInput] = useState(draft);
  const units = useUnits(which).data ?? [];
  const people = usePeople();
  const save = useSave(which);
  const led = which === "departments" || which === "teams";
  const tree = which === "departments" || which === "areas";
  const submit = () =>
    save.mutate(input, {
      onSuccess: () => {
        showToast(t("saved", { name: input.name }));
        onClose();
      },
    });
  return (
    <FormDialog
      title={t(draft.id ? "change" : "add", { kind: t(which) })}
      error={save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={t("name")} required value={input.name} onChange={(name) => setInput({ ...input, name })} />
      {tree && (
        <OneOf
          label={t("parent")}
          options={units.filter((unit) => unit.id !== draft.id).map(({ id, name }) => ({ value: id, label: name }))}
          value={input.parent ?? ""}
          onChange={(parent) => setInput({ ...input, parent: parent || null })}
        />
      )}
      {led && (
        <OneOf
          label={t("head")}
          options={people.data?.map(({ id, name }) => ({ value: id, label: name ?? id })) ?? []}
          value={input.head ?? ""}
          onChange={(head) => setInput({ ...input, head: head || null })}
        />
      )}
    </FormDialog>
  );
}

function useSave(which: Units) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ id, name, parent, head }: Draft) =>
      id
        ? unwrap(
            api.PUT(`/api/v1/${which}/{unit_id}`, { params: { path: { unit_id: id } }, body: { name, parent, head } }),
          )
        : unwrap(api.POST(`/api/v1/${which}`, { body: { name, parent, head } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["units", which] }),
  });
}

function useRemove(which: Units, unit: Unit) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: () => unwrap(api.DELETE(`/api/v1/${which}/{unit_id}`, { params: { path: { unit_id: unit.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["units", which] }),
  });
}
