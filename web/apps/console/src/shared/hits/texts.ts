import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "标题",
    description: "描述",
    field: "表单",
    note: "备注",
    call: "通话",
    file: "文件",
    review: "复盘",
  },
  {
    title: "Title",
    description: "Description",
    field: "Form",
    note: "Note",
    call: "Call",
    file: "File",
    review: "Review",
  },
);
