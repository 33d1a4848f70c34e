import type { Reply, ReplyInput } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, showToast, TextArea, TextInput } from "@bihuan/ui";
import { useId, useRef, useState } from "react";
import { useUnitOptions } from "../../shared/admin/organisation.ts";
import { FormDialog, ManyOf, OneOf, TextField } from "../../shared/admin/parts.tsx";
import styles from "./Replies.module.css";
import { texts } from "./texts.ts";
import { useSaveReply } from "./useReplies.ts";

interface Placeholder {
  key: string;
  label: Record<string, string>;
}

interface Props {
  reply: Reply | null;
  placeholders: readonly Placeholder[];
  /** "everybody" and the departments for which this person keeps replies. */
  shares: readonly string[];
  categories: readonly string[];
  onClose: () => void;
}

/** A preset reply: what it is called, what it says, for whom. */
export function ReplyForm({ reply, placeholders, shares, categories, onClose }: Props) {
  const t = useTexts(texts);
  const [input, setInput] = useState(() => inputOf(reply));
  const set = (change: Partial<ReplyInput>) => setInput((before) => ({ ...before, ...change }));
  const save = useSaveReply(reply);
  const submit = () =>
    save.mutate(input, {
      onSuccess: () => {
        showToast(t("saved"));
        onClose();
      },
    });
  return (
    <FormDialog
      title={t(reply ? "change" : "add")}
      error={save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={t("name")} required value={input.title} onChange={(title) => set({ title })} />
      <Words placeholders={placeholders} value={input.text} onChange={(text) => set({ text })} />
      <Category value={input.category ?? ""} known={categories} onChange={(category) => set({ category })} />
      {shares.length > 0 && <Scope input={input} shares={shares} set={set} />}
    </FormDialog>
  );
}

function inputOf(reply: Reply | null): ReplyInput {
  if (!reply) return { title: "", text: "", scope: "own", category: "", departments: [] };
  const { title, text, category, departments } = reply;
  return { title, text, category, departments, scope: reply.scope as NonNullable<ReplyInput["scope"]> };
}

interface WordsProps {
  placeholders: readonly Placeholder[];
  value: string;
  onChange: (value: string) => void;
}

function Words({ placeholders, value, onChange }: WordsProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (key: string) => {
    const at = area.current?.selectionEnd ?? value.length;
    onChange(`${value.slice(0, at)}{{${key}}}${value.slice(at)}`);
    area.current?.focus();
  };
  return (
    <>
      <Control label={t("text")} help={t("textHint")} required>
        {({ id, describedBy }) => (
          <TextArea
            ref={area}
            id={id}
            aria-describedby={describedBy}
            rows={5}
            required
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Control>
      <div className={styles.placeholders}>
        {placeholders.map(({ key, label }) => {
          const name = pick(label, language);
          return (
            <Button key={key} look="quiet" aria-label={t("insert", { name })} onClick={() => insert(key)}>
              {name}
            </Button>
          );
        })}
      </div>
    </>
  );
}

function Category(props: { value: string; known: readonly string[]; onChange: (value: string) => void }) {
  const t = useTexts(texts);
  const list = useId();
  return (
    <Control label={t("category")}>
      {({ id }) => (
        <>
          <TextInput
            id={id}
            list={list}
            value={props.value}
            autoComplete="off"
            onChange={(event) => props.onChange(event.target.value)}
          />
          <datalist id={list}>
            {props.known.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </>
      )}
    </Control>
  );
}

interface ScopeProps {
  input: ReplyInput;
  shares: readonly string[];
  set: (change: Partial<ReplyInput>) => void;
}

function Scope({ input, shares, set }: ScopeProps) {
  const t = useTexts(texts);
  const departments = useUnitOptions("departments").filter(({ value }) => shares.includes(value));
  const scopes = (["own", "departments", "everybody"] as const).filter(
    (scope) => scope !== "everybody" || shares.includes(scope),
  );
  return (
    <>
      <OneOf
        label={t("scope")}
        required
        options={scopes.map((scope) => ({ value: scope, label: t(scope) }))}
        value={input.scope ?? "own"}
        onChange={(scope) => set({ scope: scope as NonNullable<ReplyInput["scope"]>, departments: [] })}
      />
      {input.scope === "departments" && (
        <ManyOf
          label={t("whichDepartments")}
          options={departments}
          value={input.departments ?? []}
          onChange={(chosen) => set({ departments: chosen })}
        />
      )}
    </>
  );
}
