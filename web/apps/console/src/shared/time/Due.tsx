export { Due } from "@bihuan/ui";
