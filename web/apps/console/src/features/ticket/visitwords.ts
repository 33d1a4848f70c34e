import { defineTexts } from "@bihuan/i18n";

/** 改约: the customer's request for another time, and the answer. */
export const visitTexts = defineTexts(
  {
    title: "改约",
    asked: "待答复",
    agreed: "已同意",
    declined: "未同意",
    asks: "{who} 希望 {time} 上门",
    stands: "约定时间：{time}",
    said: "{who} 答复：{text}",
    agree: "同意改约",
    other: "答复其他时间或原因",
    from: "改为从",
    until: "到",
    words: "说明（客户可见）",
    send: "答复客户",
    cancel: "取消",
    done: "已答复客户",
  },
  {
    title: "Another time",
    asked: "To be answered",
    agreed: "Agreed",
    declined: "Not agreed",
    asks: "{who} asks for {time}",
    stands: "Agreed time: {time}",
    said: "{who} answered: {text}",
    agree: "Agree",
    other: "Name another time or the reason",
    from: "Instead from",
    until: "Until",
    words: "Words for the customer",
    send: "Answer the customer",
    cancel: "Cancel",
    done: "The customer has the answer",
  },
);
