import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    more: "更多",
    out: "导出 BPMN",
    in: "导入 BPMN",
    file: "选择要导入的 BPMN 文件",
    done: "已导入，尚未发布",
    exact: "和导出时一样，没有要补的。",
    look: "下面这些没有带过来或要看一看，点一下可以到那个步骤：",
    refused: "不能导入：{why}",
    refusedOut: "不能导出：{why}",
    close: "知道了",
  },
  {
    more: "More",
    out: "Export BPMN",
    in: "Import BPMN",
    file: "Choose the BPMN file to import",
    done: "Imported, not published yet",
    exact: "It is as it was exported; there is nothing to add.",
    look: "These were not brought along or have to be looked at; press one to go to its step:",
    refused: "It cannot be imported: {why}",
    refusedOut: "It cannot be exported: {why}",
    close: "I see",
  },
);
