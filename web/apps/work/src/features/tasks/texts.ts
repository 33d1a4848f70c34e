import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    sessionsToday: "今天的会诊",
    session: "会诊",
    held: "已开",
    helping: "我协作的",
    ownedBy: "处理人{name}",
    none: "现在没有待办",
    noneHint: "派给你的工单会出现在这里。",
    kept: "这些待办已存到手机，没有网络也能处理。",
    due: "按时限",
    near: "按距离",
    noPlace: "没有取得位置，先按时限排列。请在手机设置里允许定位。",
  },
  {
    sessionsToday: "Joint sessions today",
    session: "Joint session",
    held: "held",
    helping: "Helping others",
    ownedBy: "with {name}",
    none: "Nothing to do now",
    noneHint: "Work that is given to you will be here.",
    kept: "These jobs are on the phone: you can work on them without a network.",
    due: "By due time",
    near: "By distance",
    noPlace: "Your place is not known, so what is due first comes first. Allow location in the phone's settings.",
  },
);
