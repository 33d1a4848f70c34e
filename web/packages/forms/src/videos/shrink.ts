// Loaded when a video has been chosen: decodes and encodes with the browser's own codecs, faster than it plays.
import {
  BlobSource,
  BufferTarget,
  Conversion,
  getFirstEncodableVideoCodec,
  Input,
  MATROSKA,
  MP4,
  Mp4OutputFormat,
  Output,
  QTFF,
  Quality,
  WEBM,
  WebMOutputFormat,
} from "mediabunny";
import { fitting } from "./size.ts";
import type { Watch } from "./watch.ts";

const LINES = 720;
const BITS_PER_SECOND = 2_000_000;

/** The video with 720 lines at most; null where this browser cannot do that without losing picture or sound. */
export async function shrink(file: File, watch: Watch): Promise<File | null> {
  const input = new Input({ source: new BlobSource(file), formats: [MP4, QTFF, WEBM, MATROSKA] });
  const track = await input.getPrimaryVideoTrack();
  if (!track) return null;
  const size = fitting(await track.getDisplayWidth(), await track.getDisplayHeight(), LINES);
  const quality = new Quality({ bitrate: BITS_PER_SECOND });
  const codec = await getFirstEncodableVideoCodec(["avc", "vp9", "vp8"], { ...size, quality });
  if (!codec) return null;
  const isMp4 = codec === "avc";
  const target = new BufferTarget();
  const output = new Output({ format: isMp4 ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
  const conversion = await Conversion.init({ input, output, video: { ...size, fit: "contain", codec, quality } });
  if (!conversion.isValid || conversion.discardedTracks.length > 0) return null;
  conversion.onProgress = (share) => watch.tell(share);
  const stop = () => void conversion.cancel();
  watch.signal.addEventListener("abort", stop);
  try {
    await conversion.execute();
  } finally {
    watch.signal.removeEventListener("abort", stop);
  }
  if (!target.buffer) return null;
  const name = file.name.replace(/\.\w+$/, "") + (isMp4 ? ".mp4" : ".webm");
  return new File([target.buffer], name, { type: isMp4 ? "video/mp4" : "video/webm" });
}
