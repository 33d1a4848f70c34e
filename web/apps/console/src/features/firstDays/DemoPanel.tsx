import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Dialog, Notice, Panel, TextInput } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormDialog, Refused } from "../../shared/admin/parts.tsx";
import styles from "./FirstDays.module.css";
import { texts } from "./texts.ts";
import { type CompanyInput, type Upkeep, useBundles, useClear, useFound } from "./useFirstDays.ts";

/** From the demo to a company of one's own, and the demo away. */
export function DemoPanel({ upkeep }: { upkeep: Upkeep }) {
  const t = useTexts(texts);
  const [opened, setOpened] = useState<"found" | "clear" | null>(null);
  const close = () => setOpened(null);
  if (!upkeep.demo && !upkeep.demo_beside) return null;
  return (
    <Panel title={t("demo")}>
      <p className={styles.quiet}>{t(upkeep.demo ? "demoHint" : "demoBeside")}</p>
      <div className={styles.choices}>
        {!upkeep.demo && <a href="/t/demo/">{t("toDemo")}</a>}
        {upkeep.demo && !upkeep.own_company && (
          <Button look="primary" onClick={() => setOpened("found")}>
            {t("found")}
          </Button>
        )}
        {upkeep.demo && upkeep.own_company && <p>{t("ownExists")}</p>}
        {upkeep.demo && (
          <Button look="danger" disabled={!upkeep.own_company} onClick={() => setOpened("clear")}>
            {t("clear")}
          </Button>
        )}
      </div>
      {upkeep.demo && !upkeep.own_company && <p className={styles.quiet}>{t("clearFirst")}</p>}
      {opened === "found" && <FoundDialog onClose={close} />}
      {opened === "clear" && <ClearDialog onClose={close} />}
    </Panel>
  );
}

function FoundDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const client = useQueryClient();
  const found = useFound();
  const [made, setMade] = useState("");
  const [company, setCompany] = useState<CompanyInput>({
    name: "",
    admin_name: "",
    login: "",
    password: "",
    bundles: [],
  });
  const onSubmit = () => found.mutate(company, { onSuccess: ({ name }) => setMade(name) });
  const leave = () => {
    onClose();
    if (made) client.invalidateQueries({ queryKey: ["upkeep"] });
  };
  if (made) return <Founded name={made} onClose={leave} />;
  const fields = [
    ["name", "companyName", "organization"],
    ["admin_name", "adminName", "name"],
    ["login", "login", "username"],
    ["password", "password", "new-password"],
  ] as const;
  return (
    <FormDialog
      {...{ title: t("found"), submit: t("found"), error: found.error, busy: found.isPending }}
      {...{ onSubmit, onClose }}
    >
      <p className={styles.quiet}>{t("foundHint")}</p>
      {fields.map(([key, text, complete]) => (
        <Control key={key} label={t(text)} required>
          {({ id }) => (
            <TextInput
              id={id}
              required
              type={key === "password" ? "password" : "text"}
              autoComplete={complete}
              value={company[key]}
              onChange={(event) => setCompany({ ...company, [key]: event.target.value })}
            />
          )}
        </Control>
      ))}
      <BundleTicks chosen={company.bundles} onChoose={(bundles) => setCompany({ ...company, bundles })} />
    </FormDialog>
  );
}

/** What the company begins with; more can be switched on later. */
function BundleTicks({ chosen, onChoose }: { chosen: string[]; onChoose: (keys: string[]) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const bundles = useBundles();
  return (
    <fieldset className={styles.ticks}>
      <legend>{t("withBundles")}</legend>
      {bundles.data?.map(({ key, label, types }) => (
        <label key={key} className={styles.tick}>
          <input
            type="checkbox"
            checked={chosen.includes(key)}
            onChange={({ target }) => onChoose(target.checked ? [...chosen, key] : chosen.filter((one) => one !== key))}
          />
          <span>
            {pick(label, language)}
            <span className={styles.quiet}>{types.map((type) => pick(type.label, language)).join(" · ")}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Founded({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts(texts);
  return (
    <Dialog title={t("founded")} closeLabel={t("close")} onClose={onClose}>
      <Notice tone="good">{t("foundedHint", { name })}</Notice>
      <p className={styles.choices}>
        <a href="/t/main/">{t("goOwn")}</a>
      </p>
    </Dialog>
  );
}

function ClearDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const clear = useClear();
  const company = useMe().tenant.name;
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // To the sign-in of what is left: the page behind this dialog belongs to a company that is gone.
    clear.mutate(typed, { onSuccess: () => location.assign("/") });
  };
  return (
    <Dialog title={t("clear")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.page} onSubmit={submit}>
        <Notice>{t("clearHint")}</Notice>
        <Refused error={clear.error} />
        <Control label={t("clearType", { name: company })}>
          {({ id }) => (
            <TextInput
              id={id}
              required
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Control>
        <div className={styles.choices}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="danger" busy={clear.isPending} disabled={typed.trim() !== company}>
            {t("clear")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
