/** Lets `most` starts through in any `windowMs`; what comes sooner waits its turn, the newest of a kind only. */
export class Limiter {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #waiting = new Map<string, () => void>();
  #starts: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Run as soon as that is allowed. A later task of the same kind takes the place of one that still waits. */
  run(kind: string, task: () => void): void {
    this.#waiting.set(kind, task);
    this.#pass();
  }

  /** Whatever still waits is not wanted any more. */
  clear(): void {
    this.#waiting.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #pass(): void {
    const now = performance.now();
    this.#starts = this.#starts.filter((at) => now - at < this.#windowMs);
    for (const [kind, task] of this.#waiting) {
      if (this.#starts.length >= this.#most) break;
      this.#waiting.delete(kind);
      this.#starts.push(now);
      task();
    }
    if (this.#waiting.size === 0 || this.#timer !== undefined) return;
    const wait = this.#windowMs - (now - (this.#starts[0] ?? now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pass();
    }, wait + 1);
  }
}
