/** The size of a picture whose shorter side has at most `most` points; even, as encoders want it. */
export function fitting(width: number, height: number, most: number): { width: number; height: number } {
  const scale = Math.min(1, most / Math.min(width, height));
  const even = (length: number) => Math.max(2, 2 * Math.round((length * scale) / 2));
  return { width: even(width), height: even(height) };
}

/** How large a file is, as people say it. */
export function megabytes(bytes: number): string {
  const count = bytes / 1_000_000;
  return `${count < 10 ? count.toFixed(1) : Math.round(count)} MB`;
}
