import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    kept: "附件",
    basis: "本次决定依据的文件",
    basedOn: "依据：{name} 第 {number} 版",
    lastOn: "上次决定时为第 {number} 版",
  },
  {
    kept: "File",
    basis: "Files that this decision rests on",
    basedOn: "Based on {name}, version {number}",
    lastOn: "The last decision saw version {number}",
  },
);
