import type { FileDocument, FileVersion, Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useForm } from "../../shared/forms.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { coreOf } from "../../shared/tickets.ts";
import { texts } from "./texts.ts";

/** How a version is called, what is known of it in one line, and where its document hangs. */
export function useFacts(ticket: Ticket) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const key = useTicketTypes().data?.find((type) => type.key === ticket.type)?.form;
  const { form } = useForm(key, coreOf(ticket).form_version);
  const nameOf = (version: FileVersion) => version.name ?? t(version.size === null ? "erased" : "kept");
  const factsOf = (version: FileVersion) =>
    [version.by_name, version.at && format.instant(version.at), version.size && sizeOf(version.size)]
      .filter(Boolean)
      .join(" · ");
  const placeOf = ({ field }: FileDocument) =>
    field === null ? t("onNote") : pick(form?.fields.get(field)?.label, language);
  return { nameOf, factsOf, placeOf };
}

/** 12.3 KB, as people say it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1 << 20 ? [bytes / 1024, "KB"] : [bytes / (1 << 20), "MB"];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}
