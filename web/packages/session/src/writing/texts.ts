import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    mentions: "提到：{names}",
    comma: "、",
    colleagues: "提到同事",
    noColleague: "没有能看到这条备注的同事符合",
    replies: "快捷回复",
    findReply: "搜索快捷回复",
    noReply: "没有符合的快捷回复",
    noReplies: "还没有快捷回复，可以在“快捷回复”页面添加。",
    missing: "有 {count} 处内容为空或你无权查看，请补充完整",
  },
  {
    mentions: "Mentions {names}",
    comma: ", ",
    colleagues: "Mention a colleague",
    noColleague: "No colleague who may read this note fits",
    replies: "Preset replies",
    findReply: "Find a preset reply",
    noReply: "No preset reply fits",
    noReplies: "There is none yet. Add some on the page of preset replies.",
    missing: "{count} parts are empty or hidden from you. Please complete the text",
  },
);
