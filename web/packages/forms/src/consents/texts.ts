import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  { agree: "我已阅读并同意", given: "已同意 · {at}", version: "条款版本 {id}" },
  { agree: "I have read this and agree", given: "Agreed · {at}", version: "Version of the text: {id}" },
);
