// What takes something in through the camera or the microphone: one piece, loaded when a form asks for it.
export { Camera } from "./Camera.tsx";
export { ScanControl } from "./ScanControl.tsx";
export { Scanner } from "./Scanner.tsx";
export { SoundRecorder } from "./SoundRecorder.tsx";
export { watermarked } from "./watermark.ts";
