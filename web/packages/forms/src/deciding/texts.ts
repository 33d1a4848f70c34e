import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    changed: "上次审批之后的变化",
    unchanged: "上次审批之后没有变化。",
    first: "第一次审批。",
    empty: "空",
    files: "{count} 个附件",
  },
  {
    changed: "Changed since the last decision",
    unchanged: "Nothing has changed since the last decision.",
    first: "The first decision.",
    empty: "empty",
    files: { one: "{count} file", other: "{count} files" },
  },
);
