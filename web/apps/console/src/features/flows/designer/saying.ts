// What the check found, in words that name the step and the setting, not the place in a file.
import type { Translate } from "@bihuan/i18n";
import type { Finding } from "../marking.ts";
import { findItem } from "../model/flow.ts";
import { settingsOf } from "../model/settings.ts";
import { labelOf, settingLabel, type Telling } from "../model/words.ts";
import type { texts } from "../texts.ts";

/** The server's words; of faults in the writing, the setting by its name. */
export function sayFinding(finding: Finding, telling: Telling, t: Translate<(typeof texts)["zh"]>): string {
  const said = finding.text[telling.language] ?? finding.text.zh ?? finding.code;
  const item = findItem(telling.body, finding.step);
  if (!finding.path || !item) return said;
  const step = labelOf(item, telling);
  const key = finding.path.split(".").at(-1)?.replace(/\[.*/, "") ?? "";
  const setting = settingsOf(item).find((one) => one.key === key);
  const name = setting ? settingLabel(telling.say, item, setting) : key === "label" ? t("name") : "";
  if (finding.code === "flow.missing" && name) return t("stepFault", { step, text: t("mustFill", { setting: name }) });
  return t("stepFault", { step, text: said.replace(finding.path, name || step) });
}
