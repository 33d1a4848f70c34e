import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    mark: "圈出问题",
    title: "在照片上标注",
    circle: "圆圈",
    arrow: "箭头",
    red: "红色",
    yellow: "黄色",
    white: "白色",
    sheet: "照片，已有 {count} 处标注。按回车添加，方向键移动，加减号缩放，退格键撤销",
    hint: "用手指在照片上拖动；标注后的照片会代替原来那张。",
    undo: "撤销",
    done: "完成标注",
  },
  {
    mark: "Mark the fault",
    title: "Mark the photo",
    circle: "Circle",
    arrow: "Arrow",
    red: "Red",
    yellow: "Yellow",
    white: "White",
    sheet: {
      one: "Photo with {count} mark. Enter adds one, arrow keys move it, plus and minus size it, backspace takes it back",
      other:
        "Photo with {count} marks. Enter adds one, arrow keys move it, plus and minus size it, backspace takes it back",
    },
    hint: "Drag a finger over the photo. The marked photo takes the place of the plain one.",
    undo: "Undo",
    done: "Done",
  },
);
