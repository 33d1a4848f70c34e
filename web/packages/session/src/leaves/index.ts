/** Leave: apart from the rest of this package, for it needs the calendar's arithmetic, which no first page does. */
export { Leaves } from "./Leaves.tsx";
export { texts as leaveTexts } from "./texts.ts";
