import type { NoticeChannel } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Notice } from "@bihuan/ui";
import { useState } from "react";
import { FormDialog, TextField } from "../../shared/admin/parts.tsx";
import { kindOf } from "./kinds.ts";
import { texts } from "./texts.ts";
import { useTestChannel } from "./useMessages.ts";

/** Sends a message that says it is a test, and says how it went. */
export function TestDialog({ channel, onClose }: { channel: NoticeChannel; onClose: () => void }) {
  const t = useTexts(texts);
  const format = useFormats();
  const [address, setAddress] = useState("");
  const test = useTestChannel(channel);
  const to = kindOf(channel.kind)?.address ?? null;
  const outcome = test.data;
  return (
    <FormDialog
      title={t("test")}
      submit={t(test.isPending ? "sending" : "send")}
      error={test.error}
      busy={test.isPending}
      onSubmit={() => test.mutate(address)}
      onClose={onClose}
    >
      {to === null && <p>{t("testGroup")}</p>}
      {to === "mail" && <TextField label={t("testMail")} type="email" required value={address} onChange={setAddress} />}
      {to === "phone" && <TextField label={t("testPhone")} type="tel" required value={address} onChange={setAddress} />}
      {outcome?.outcome === "delivered" && (
        <Notice tone="good">{t("testGood", { at: format.instant(outcome.at) })}</Notice>
      )}
      {outcome && outcome.outcome !== "delivered" && (
        <Notice>{t("testBad", { reason: [outcome.reason, outcome.detail].filter(Boolean).join(" ") })}</Notice>
      )}
    </FormDialog>
  );
}
