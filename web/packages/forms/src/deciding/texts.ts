import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    changed: "上次审批之后的变化",
    unchanged: "上次审批之后没有变化。",
    first: "第一次审批。",
    empty: "空",
    files: "{count} 个附件",
    evidence: "重新提交了凭证",
    ways: "流程走了另一条分支",
  },
  {
    changed: "Changed since the last decision",
    unchanged: "Nothing has changed since the last decision.",
    first: "The first decision.",
    empty: "empty",
    files: { one: "{count} file", other: "{count} files" },
    evidence: "Evidence was handed in anew",
    ways: "The run took another branch",
  },
);
