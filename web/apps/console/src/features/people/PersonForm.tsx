import type { User } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { useRoleOptions, useUnitOptions } from "../../shared/admin/organisation.ts";
import { FormDialog, ManyOf, OneOf, type Option, TextField } from "../../shared/admin/parts.tsx";
import { usePeople } from "../../shared/lookups.ts";
import { texts } from "./texts.ts";
import { type First, type PersonInput, useSavePerson } from "./useAdminPeople.ts";

interface Props {
  person: User | null;
  onClose: () => void;
  onMade: (person: User, first: First) => void;
}

const LEVELS = ["1", "2", "3", "4", "5"].map((value) => ({ value, label: value }));
const USUAL_LEVEL = 3;

/** Everything about a person that is not secret; for somebody new also how they sign in first. */
export function PersonForm({ person, onClose, onMade }: Props) {
  const t = useTexts(texts);
  const [input, setInput] = useState<PersonInput>(() => inputOf(person));
  const [first, setFirst] = useState<First>("invitation");
  const save = useSavePerson(person);
  const set = (change: Partial<PersonInput>) => setInput({ ...input, ...change });
  const submit = () =>
    save.mutate(tidied(input, person), {
      onSuccess: (saved) => {
        showToast(person ? t("saved") : t("added", { name: input.name }));
        if (person) onClose();
        else onMade(saved as User, first);
      },
    });
  return (
    <FormDialog
      title={person ? t("change") : t("add")}
      error={save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={styles.pair}>
        <TextField label={t("name")} required value={input.name} onChange={(name) => set({ name })} />
        <TextField label={t("login")} value={input.login ?? ""} onChange={(login) => set({ login })} />
        <Masked label={t("phone")} value={input.phone} onChange={(phone) => set({ phone })} />
        <Masked label={t("email")} value={input.email} onChange={(email) => set({ email })} />
      </div>
      <Places input={input} person={person} set={set} />
      {!person && (
        <OneOf
          label={t("first")}
          required
          options={[
            { value: "invitation", label: t("byInvitation") },
            { value: "password", label: t("byPassword") },
            { value: "later", label: t("later") },
          ]}
          value={first}
          onChange={(value) => setFirst(value as First)}
        />
      )}
    </FormDialog>
  );
}

function Masked(props: { label: string; value: string | null | undefined; onChange: (value: string) => void }) {
  const t = useTexts(texts);
  // A masked value is never sent back.
  const masked = props.value === undefined;
  return (
    <TextField
      label={props.label}
      {...(masked ? { help: t("keepMasked") } : {})}
      value={props.value ?? ""}
      onChange={props.onChange}
    />
  );
}

interface PlacesProps {
  input: PersonInput;
  person: User | null;
  set: (change: Partial<PersonInput>) => void;
}

function Places({ input, person, set }: PlacesProps) {
  const t = useTexts(texts);
  const people = usePeople();
  const skills = useUnitOptions("skills");
  const others = people.data?.filter((other) => other.id !== person?.id && other.state === "active") ?? [];
  const level = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, input.skills[key] ?? USUAL_LEVEL]));
  return (
    <>
      <ManyOf label={t("roles")} options={useRoleOptions()} value={input.roles} onChange={(roles) => set({ roles })} />
      <ManyOf
        label={t("departments")}
        help={t("departmentsHint")}
        options={useUnitOptions("departments")}
        value={input.departments}
        onChange={(departments) => set({ departments })}
      />
      <ManyOf
        label={t("skills")}
        options={skills}
        value={Object.keys(input.skills)}
        onChange={(keys) => set({ skills: level(keys) })}
      />
      <Levels skills={skills} input={input} set={set} />
      <div className={styles.pair}>
        <ManyOf
          label={t("areas")}
          options={useUnitOptions("areas")}
          value={input.areas}
          onChange={(areas) => set({ areas })}
        />
        <ManyOf
          label={t("teams")}
          options={useUnitOptions("teams")}
          value={input.teams}
          onChange={(teams) => set({ teams })}
        />
      </div>
      <OneOf
        label={t("manager")}
        options={others.map((other) => ({ value: other.id, label: other.name ?? other.id }))}
        value={input.manager ?? ""}
        onChange={(manager) => set({ manager: manager || null })}
      />
    </>
  );
}

function Levels({ skills, input, set }: { skills: Option[]; input: PersonInput; set: PlacesProps["set"] }) {
  const t = useTexts(texts);
  const had = skills.filter((skill) => skill.value in input.skills);
  if (!had.length) return null;
  return (
    <div className={styles.pair}>
      {had.map((skill) => (
        <OneOf
          key={skill.value}
          label={t("level", { skill: skill.label })}
          required
          options={LEVELS}
          value={String(input.skills[skill.value])}
          onChange={(value) => set({ skills: { ...input.skills, [skill.value]: Number(value) || 1 } })}
        />
      ))}
    </div>
  );
}

function inputOf(person: User | null): PersonInput {
  const shown = (value: string | null | undefined) => (value?.includes("*") ? undefined : (value ?? null));
  return {
    name: person?.name ?? "",
    login: person?.login ?? null,
    phone: shown(person?.phone) as string | null,
    email: shown(person?.email) as string | null,
    roles: person?.roles ?? [],
    departments: person?.departments ?? [],
    skills: person?.skills ?? {},
    areas: person?.areas ?? [],
    teams: person?.teams ?? [],
    manager: person?.manager ?? null,
  };
}

/** Empty texts mean nothing; of somebody known only what is new is sent: other fields may not be this person's to edit. */
function tidied(input: PersonInput, person: User | null): PersonInput {
  const entries = Object.entries(input).map(([key, value]) => [key, value === "" ? null : value] as const);
  const before = inputOf(person) as unknown as Record<string, unknown>;
  const wanted = person
    ? entries.filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]))
    : entries;
  return Object.fromEntries(wanted.filter(([, value]) => value !== undefined)) as unknown as PersonInput;
}
