export { type Countdown, countdownOf, lengthWords, type RowClock } from "@bihuan/ui";
