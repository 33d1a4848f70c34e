import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    addRow: "添加一行",
    full: "最多 {most} 行",
    ends: "调整",
    moveUp: "上移第 {number} 行",
    moveDown: "下移第 {number} 行",
    removeRow: "删除第 {number} 行",
    total: "合计",
    allOk: "其余全部合格",
    optional: "（选填）",
    remark: "请写明情况",
    progress: "已检查",
    normal: "正常 {span}",
    previous: "上次 {value}（{at}）",
  },
  {
    addRow: "Add a row",
    full: "{most} rows at most",
    ends: "Arrange",
    moveUp: "Move row {number} up",
    moveDown: "Move row {number} down",
    removeRow: "Remove row {number}",
    total: "Total",
    allOk: "All others OK",
    optional: "(optional)",
    remark: "What is wrong",
    progress: "Checked",
    normal: "Normal {span}",
    previous: "Last time {value} ({at})",
  },
);
