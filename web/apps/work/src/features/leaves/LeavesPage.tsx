import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Leaves, leaveTexts } from "@bihuan/session/leaves";
import { Page } from "../../shared/parts.tsx";

/** One's own leave: entered before one goes, withdrawn when one stays. */
export default function LeavesPage() {
  const t = useTexts(leaveTexts);
  return (
    <Page title={t("mine")} back="/mine">
      <Leaves user={useMe().id} />
    </Page>
  );
}
