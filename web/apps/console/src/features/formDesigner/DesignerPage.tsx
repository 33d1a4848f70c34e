import { useTexts } from "@bihuan/i18n";
import { Skeleton, State } from "@bihuan/ui";
import { useParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Designer } from "./Designer.tsx";
import type { FormBody } from "./draft/body.ts";
import { freeKey } from "./draft/body.ts";
import { texts } from "./texts.ts";
import { useFormKeys, useMayDesign, usePublished } from "./useFormDesign.ts";

const NEW = "new";

/** A form, changed live by whoever knows the work: dragged together, looked at, published. */
export default function DesignerPage() {
  const t = useTexts(texts);
  const { key = NEW } = useParams();
  useTitle(t("title"));
  if (!useMayDesign()) return <State icon="lock" title={t("notAllowed")} hint={t("notAllowedHint")} />;
  // Another form is another page: nothing of the one before stays.
  return key === NEW ? <Begun key={NEW} /> : <Known key={key} of={key} />;
}

function Known({ of }: { of: string }) {
  const published = usePublished(of);
  if (published.isPending) return <Skeleton lines={10} height={28} />;
  if (published.isError) return <Failure error={published.error} onRetry={() => published.refetch()} />;
  return <Designer place={of} first={published.data.body} version={published.data.version} />;
}

function Begun() {
  const t = useTexts(texts);
  const keys = useFormKeys();
  if (keys.isPending) return <Skeleton lines={10} height={28} />;
  if (keys.isError) return <Failure error={keys.error} onRetry={() => keys.refetch()} />;
  const first: FormBody = {
    form: freeKey("form", keys.data),
    label: { zh: t("newForm") },
    sections: [{ key: "section_1", fields: [] }],
  };
  return <Designer place={NEW} first={first} version={0} />;
}
