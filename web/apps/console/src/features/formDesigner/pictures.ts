// A picture small enough to travel with the form.

/** Characters of a picture, as the server takes it at most (core/forms/elements.py). */
export const MOST_PICTURE = 150_000;
const SIDES = [1200, 900, 640, 400, 240];
const QUALITIES = [0.85, 0.65];

/** The picture as an address that holds it, as large as there is room; null: it is no picture. */
export async function pictureOf(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  try {
    for (const side of SIDES) {
      for (const quality of QUALITIES) {
        const found = drawn(picture, side, quality);
        if (found.length <= MOST_PICTURE) return found;
      }
    }
    return null;
  } finally {
    picture.close();
  }
}

function drawn(picture: ImageBitmap, side: number, quality: number): string {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  if (context) {
    // What was transparent becomes paper: a JPEG would make it black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
  return canvas.toDataURL("image/jpeg", quality);
}
