/** Tokens and dumb parts of all three apps. Nothing here knows a server or a ticket. */
export { Avatar } from "./Avatar.tsx";
export { Button, type ButtonProps } from "./Button.tsx";
export { Chip, Tag, type Tone } from "./Chip.tsx";
export { Dialog } from "./Dialog.tsx";
export { Control, type ControlProps, Select, TextArea, TextInput } from "./Field.tsx";
export { Icon, type IconName } from "./Icon.tsx";
export { Menu, type MenuItem } from "./Menu.tsx";
export { Brand, Notice, Panel, Skeleton, State } from "./Panel.tsx";
export { Popover } from "./Popover.tsx";
export { Signature, SignaturePad } from "./SignaturePad.tsx";
export { SuggestArea, type Suggestion, type SuggestionSource } from "./SuggestArea.tsx";
export { type Drawing, drawingPng, drawingText, readDrawing } from "./signature.ts";
export { showToast, Toasts } from "./Toasts.tsx";
export { setTheme, type Theme, useTheme } from "./theme.ts";
export { type Countdown, countdownOf, lengthWords, type RowClock } from "./time/countdown.ts";
export { Due } from "./time/Due.tsx";
export { texts as timeTexts } from "./time/texts.ts";
export { useNow } from "./time/useNow.ts";
