import { defineTexts } from "@bihuan/i18n";

/** 改约: the customer's request for another time, and the answer of whoever comes. */
export const visitWords = defineTexts(
  {
    title: "客户想改约",
    asks: "{who} 希望 {time} 上门",
    words: "说明（客户可见）",
    agree: "同意改约",
    decline: "不同意，告诉客户原因",
    agreed: "同意改约",
    declined: "不同意改约",
    saved: "答复已保存在手机",
  },
  {
    title: "The customer asks for another time",
    asks: "{who} asks for {time}",
    words: "Words for the customer",
    agree: "Agree",
    decline: "Decline with these words",
    agreed: "Agreed to another time",
    declined: "Declined another time",
    saved: "Answer kept on the phone",
  },
);
