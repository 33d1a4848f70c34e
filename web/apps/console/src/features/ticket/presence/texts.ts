import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    here: "同时打开这张工单的同事",
    viewing: "{name} 也在看",
    typing: "{name} 正在写备注",
    editing: "{name} 正在修改",
    more: "还有 {count} 人",
  },
  {
    here: "Colleagues who have this ticket open",
    viewing: "{name} has it open, too",
    typing: "{name} is writing a note",
    editing: "{name} is editing it",
    more: "{count} more",
  },
);
