/** Working calendars in the browser: the same answers as the server's core/calendars, shown by the shared vectors. */
export { type Calendar, readCalendar, windowsOn } from "./calendar.ts";
export {
  addWorkingDays,
  addWorkingTime,
  type Counted,
  countedIntervals,
  elapsed,
  isOpen,
  nextClosing,
  nextOpening,
} from "./workingTime.ts";
