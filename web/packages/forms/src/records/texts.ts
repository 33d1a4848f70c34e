import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  { choices: "可选的记录", none: "没有符合的记录，换一个词试试", open: "打开" },
  { choices: "Records to choose from", none: "No record fits; try another word", open: "Open" },
);
