import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    none: "没有等你审批的事项",
    noneHint: "需要你审批或验收的工单会出现在这里。",
    changed: "上次审批之后的变化",
    unchanged: "上次审批之后没有变化。",
    first: "第一次审批。",
    empty: "空",
    from: "{before} → {after}",
    details: "查看工单",
    files: "{count} 个附件",
  },
  {
    none: "Nothing waits for your approval",
    noneHint: "Tickets that you have to approve or accept will be here.",
    changed: "Changed since the last decision",
    unchanged: "Nothing has changed since the last decision.",
    first: "The first decision.",
    empty: "empty",
    from: "{before} → {after}",
    details: "Open the ticket",
    files: { one: "{count} file", other: "{count} files" },
  },
);
