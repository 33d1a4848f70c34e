export { timeTexts as texts } from "@bihuan/ui";
