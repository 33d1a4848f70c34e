import { defineTexts } from "@bihuan/i18n";

export const effectTexts = defineTexts(
  {
    found: "与现行版本有 {count} 处不同；看了 {judged} 张未完成工单，{effects} 个计时会变。",
    foundMore: "未完成工单较多，只看了前 {judged} 张。",
    noEffect: "没有未完成工单会因此变化。",
    effect: "{number} · {clock}：{due} → {next}",
    nothingDue: "不再计时",
    willBreach: "会变为超时",
    restEffects: "另有 {count} 个计时会变。",
  },
  {
    found:
      "Differences from what is in force: {count}; open tickets looked at: {judged}; clocks that would change: {effects}.",
    foundMore: "There are many open tickets; only the first {judged} were looked at.",
    noEffect: "No open ticket would change.",
    effect: "{number} · {clock}: {due} → {next}",
    nothingDue: "not running",
    willBreach: "would be overdue",
    restEffects: "Clocks that would change besides: {count}.",
  },
);
