import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  { sections: "表单分组", faulty: "有内容需要修改", part: "第 {no} 部分" },
  { sections: "Parts of the form", faulty: "something is to be put right", part: "Part {no}" },
);
