export { useNow } from "@bihuan/ui";
