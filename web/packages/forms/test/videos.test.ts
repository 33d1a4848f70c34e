import { expect, test } from "vitest";
import { isShrinkable, megabytes, shrunkVideo } from "../src/index.ts";
import { fitting } from "../src/videos/size.ts";

test("a video gets 720 lines at most, its shape stays, and its sides are even", () => {
  expect(fitting(1920, 1080, 720)).toEqual({ width: 1280, height: 720 });
  expect(fitting(1080, 1920, 720)).toEqual({ width: 720, height: 1280 });
  expect(fitting(640, 361, 720)).toEqual({ width: 640, height: 362 });
});

test("sizes are said as people say them", () => {
  expect(megabytes(3_420_000)).toBe("3.4 MB");
  expect(megabytes(48_300_000)).toBe("48 MB");
});

test("where the browser cannot, the original goes", async () => {
  const video = new File([new Uint8Array(4_000_000)], "a.mp4", { type: "video/mp4" });
  expect(isShrinkable(video)).toBe(false);
  const watch = { tell: () => undefined, signal: new AbortController().signal };
  expect(await shrunkVideo(video, watch)).toBe(video);
});
