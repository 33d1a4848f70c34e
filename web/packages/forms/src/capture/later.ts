import { lazy } from "react";

const piece = () => import("./index.ts");

export const Camera = lazy(() => piece().then((one) => ({ default: one.Camera })));
export const ScanControl = lazy(() => piece().then((one) => ({ default: one.ScanControl })));
export const SoundRecorder = lazy(() => piece().then((one) => ({ default: one.SoundRecorder })));
export const watermarked: typeof import("./index.ts")["watermarked"] = async (file, stamp) =>
  (await piece()).watermarked(file, stamp);
