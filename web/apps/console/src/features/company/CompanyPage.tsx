import type { CompanyProfile } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Panel, Skeleton, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Head, Refused, TextField } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Company.module.css";
import { Logo } from "./Logo.tsx";
import { Preview } from "./Preview.tsx";
import { texts } from "./texts.ts";
import { useProfile, useSaveProfile } from "./useProfile.ts";

/** What the company calls itself and its logo, with what others will see of it. */
export default function CompanyPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const profile = useProfile();
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      {profile.isPending && <Skeleton lines={8} height={22} />}
      {profile.isError && !profile.data && <Failure error={profile.error} onRetry={() => profile.refetch()} />}
      {/* Written anew by somebody else, the form begins anew: what was typed would be refused anyway. */}
      {profile.data && <Profile key={profile.data.version} profile={profile.data} />}
    </div>
  );
}

function Profile({ profile }: { profile: CompanyProfile }) {
  const t = useTexts(texts);
  const [words, setWords] = useState({
    name: profile.name,
    full_name: profile.full_name,
    phone: profile.phone,
    address: profile.address,
  });
  const save = useSaveProfile(profile.version);
  const set = (name: keyof typeof words) => (value: string) => setWords({ ...words, [name]: value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(words, { onSuccess: () => showToast(t("saved")) });
  };
  return (
    <div className={own.columns}>
      <Panel title={t("names")}>
        <form className={styles.form} onSubmit={submit}>
          <Refused error={save.error} />
          <TextField
            label={t("name")}
            help={t("nameHelp", { name: profile.founded_as })}
            value={words.name}
            onChange={set("name")}
          />
          <TextField
            label={t("fullName")}
            help={t("fullNameHelp")}
            value={words.full_name}
            onChange={set("full_name")}
          />
          <TextField label={t("phone")} help={t("phoneHelp")} type="tel" value={words.phone} onChange={set("phone")} />
          <TextField label={t("address")} help={t("addressHelp")} value={words.address} onChange={set("address")} />
          <div className={styles.end}>
            <Button type="submit" look="primary" busy={save.isPending}>
              {t("save")}
            </Button>
          </div>
        </form>
      </Panel>
      <div className={own.side}>
        <Logo path={profile.logo} />
        <Preview words={words} founded={profile.founded_as} logo={profile.logo} />
      </div>
    </div>
  );
}
