import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    none: "现在没有任务",
    noneHint: "派给你的工单会出现在这里。",
    due: "按时限",
    near: "按距离",
    noPlace: "没有取得位置，先按时限排列。请在手机设置里允许定位。",
    offered: "待接单",
    accepted: "已接单",
    en_route: "在路上",
    on_site: "已到场",
    working: "处理中",
  },
  {
    none: "Nothing to do now",
    noneHint: "Work that is given to you will be here.",
    due: "By due time",
    near: "By distance",
    noPlace: "Your place is not known, so what is due first comes first. Allow location in the phone's settings.",
    offered: "To accept",
    accepted: "Accepted",
    en_route: "On the way",
    on_site: "On site",
    working: "In work",
  },
);
