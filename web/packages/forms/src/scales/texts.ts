import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    stars: "{n} 颗星，共 {most} 颗",
    never: "绝不推荐",
    surely: "一定推荐",
    untouched: "未选择",
    clear: "清除",
  },
  {
    stars: "{n} of {most} stars",
    never: "Not at all likely",
    surely: "Extremely likely",
    untouched: "Not chosen",
    clear: "Clear",
  },
);
