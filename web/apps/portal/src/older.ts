// What WeChat's kernel on phones that never updated (Chromium 89, WKWebView of iOS 14) does not have and we use. It
// comes first, weighs nothing, and does nothing where a browser has it. Syntax is lowered by the build (tools/app.ts).

function give(on: object, name: string, made: unknown): void {
  if (!(name in on)) Object.defineProperty(on, name, { value: made, writable: true, configurable: true });
}

/** Array.prototype.at and String.prototype.at (ES2022). */
function at(this: ArrayLike<unknown>, place: number): unknown {
  const index = Math.trunc(place) || 0;
  return this[index < 0 ? this.length + index : index];
}

/** Array.prototype.findLastIndex (ES2023). */
function findLastIndex<T>(this: readonly T[], is: (item: T, index: number, all: readonly T[]) => unknown): number {
  let index = this.length - 1;
  while (index >= 0 && !is(this[index] as T, index, this)) index--;
  return index;
}

/** Array.prototype.findLast (ES2023). */
function findLast<T>(this: readonly T[], is: (item: T, index: number, all: readonly T[]) => unknown): T | undefined {
  return this[findLastIndex.call(this, is as never)];
}

give(Array.prototype, "at", at);
give(String.prototype, "at", at);
give(Array.prototype, "findLast", findLast);
give(Array.prototype, "findLastIndex", findLastIndex);
// biome-ignore lint/suspicious/noPrototypeBuiltins: this is what stands in for it
give(Object, "hasOwn", (on: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(on, key));
